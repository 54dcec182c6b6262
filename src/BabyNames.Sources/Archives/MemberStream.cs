using System.IO.Compression;
using System.IO.Hashing;

namespace BabyNames.Sources.Archives;

/// <summary>A zip member as it is unpacked: never more than it declares, and at its end with the checksum it declares.</summary>
internal sealed class MemberStream(ZipArchiveEntry entry, SourceFile file) : Stream
{
    private readonly Stream _unpacked = Open(entry);
    private readonly Crc32 _crc = new();
    private long _length;

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _unpacked.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Damaged(entry, "cannot be unpacked");
        }
        file.Advance();
        _crc.Append(buffer[..read]);
        _length += read;
        if (_length > entry.Length)
            throw Damaged(entry, "holds more than its archive declares");
        if (read == 0 && buffer.Length > 0 && (_length != entry.Length || _crc.GetCurrentHashAsUInt32() != entry.Crc32))
            throw Damaged(entry, "differs from the checksum in its archive");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private static Stream Open(ZipArchiveEntry entry)
    {
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException)
        {
            throw Damaged(entry, "is not where its archive says");
        }
    }

    private static SourceFormatException Damaged(ZipArchiveEntry entry, string what) =>
        new(SourceCodes.Damaged, entry.FullName, $"the archive member {what}; upload the file as published");

    protected override void Dispose(bool disposing)
    {
        _unpacked.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => entry.Length;
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
