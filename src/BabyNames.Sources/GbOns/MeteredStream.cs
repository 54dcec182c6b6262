namespace BabyNames.Sources.GbOns;

/// <summary>Ends what would never end: a workbook whose sectors or sheets lead in a circle makes its reader read on for ever.</summary>
internal sealed class MeteredStream(SourceFile file, CancellationToken cancellationToken) : Stream
{
    // Real workbooks are read up to 3 times over: each sheet is measured before its rows are read.
    private const int Readings = 50;
    private const long Spare = 16 << 20;

    private long _left = (file.Content.Length * Readings) + Spare;

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = file.Content.Read(buffer);
        _left -= read;
        return _left >= 0
            ? read
            : throw new SourceFormatException(
                SourceCodes.OverLimit,
                file.FileName,
                "the workbook has to be read over and over; it is damaged or made to harm"
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
