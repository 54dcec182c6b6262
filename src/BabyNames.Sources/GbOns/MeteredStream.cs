namespace BabyNames.Sources.GbOns;

/// <summary>Limits the bytes that the workbook library reads, to 50 times the length of the file and 16 MiB. A workbook whose sectors or
/// sheets refer to one another in a circle would make the library read forever.</summary>
internal sealed class MeteredStream(SourceFile file, CancellationToken cancellationToken) : Stream
{
    // The library reads real workbooks up to 3 times: it measures each sheet before it reads the rows.
    private const int MaxReadsOfFile = 50;
    private const long ExtraBytes = 16 << 20;

    private long _bytesLeft = (file.Content.Length * MaxReadsOfFile) + ExtraBytes;

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = file.Content.Read(buffer);
        _bytesLeft -= read;
        return _bytesLeft >= 0
            ? read
            : throw new SourceFormatException(
                SourceCodes.OverLimit,
                file.FileName,
                "reading the workbook does not end; it is damaged or malicious"
            );
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => file.Content.Length;
    public override long Position
    {
        get => file.Content.Position;
        set => file.Content.Position = value;
    }

    public override long Seek(long offset, SeekOrigin origin) => file.Content.Seek(offset, origin);

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
