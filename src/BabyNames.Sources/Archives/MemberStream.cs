using System.IO.Compression;
using System.IO.Hashing;

namespace BabyNames.Sources.Archives;

/// <summary>Decompresses a zip member and checks it. Reading throws when the member is longer than the archive declares, and at its end
/// when length or checksum differ from the declared ones.</summary>
internal sealed class MemberStream(ZipArchiveEntry entry, SourceFile file) : Stream
{
    private readonly Stream _decompressed = Open(entry);
    private readonly Crc32 _crc = new();
    private long _length;

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _decompressed.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Damaged(entry, "cannot be decompressed");
        }
        file.Advance();
        _crc.Append(buffer[..read]);
        _length += read;
        if (_length > entry.Length)
            throw Damaged(entry, "is longer than its archive declares");
        if (read == 0 && buffer.Length > 0 && (_length != entry.Length || _crc.GetCurrentHashAsUInt32() != entry.Crc32))
            throw Damaged(entry, "does not match the length or the checksum in its archive");
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
            throw Damaged(entry, "is not at the position that its archive declares");
        }
    }

    private static SourceFormatException Damaged(ZipArchiveEntry entry, string problem) =>
        new(SourceCodes.Damaged, entry.FullName, $"the archive member {problem}; upload the file as published");

    protected override void Dispose(bool disposing)
    {
        _decompressed.Dispose();
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
