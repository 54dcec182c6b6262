using System.Buffers.Binary;
using System.Globalization;

namespace BabyNames.Sources.Archives;

/// <summary>Reads the compression methods of the members of a zip archive. .NET does not expose them: opening a member with an
/// unsupported method fails without the name of the method.</summary>
internal static class CompressionMethods
{
    private const ushort Stored = 0;
    private const ushort Deflated = 8;

    private const int EndLength = 22;
    private const int MaxCommentLength = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int HeaderLength = 46;

    public static bool IsSupported(ushort method) => method is Stored or Deflated;

    public static string Name(ushort method) =>
        method switch
        {
            9 => "Deflate64",
            12 => "BZip2",
            14 => "LZMA",
            93 => "Zstandard",
            95 => "XZ",
            98 => "PPMd",
            _ => string.Create(CultureInfo.InvariantCulture, $"method {method}"),
        };

    /// <summary>The methods of the members, in the order of the archive's directory.</summary>
    /// <param name="members">Number of the members.</param>
    /// <exception cref="InvalidDataException">The directory is not at the position that the end of the archive declares.</exception>
    public static IEnumerable<ushort> ReadAll(Stream archive, int members)
    {
        var header = new byte[HeaderLength];
        for (var (position, left) = (DirectoryStart(archive), members); left > 0; left--)
        {
            Read(archive, position, header);
            if (!header.AsSpan().StartsWith("PK\x01\x02"u8))
                throw new InvalidDataException();
            yield return ReadUInt16(header, 10);
            // The header is followed by the name, the extra field and the comment.
            position += HeaderLength + ReadUInt16(header, 28) + ReadUInt16(header, 30) + ReadUInt16(header, 32);
        }
    }

    private static long DirectoryStart(Stream archive)
    {
        var tail = new byte[Math.Min(archive.Length, EndLength + MaxCommentLength)];
        var start = archive.Length - tail.Length;
        Read(archive, start, tail);
        var end = tail.AsSpan(0, Math.Max(0, tail.Length - EndLength + 4)).LastIndexOf("PK\x05\x06"u8);
        if (end < 0)
            throw new InvalidDataException();
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (offset != uint.MaxValue)
            return offset;
        // Zip64: the locator before the end has the position of the Zip64 end record, which has the position of the directory.
        var (locator, zip64End) = (new byte[LocatorLength], new byte[56]);
        Read(archive, start + end - LocatorLength, locator);
        Read(archive, BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), zip64End);
        return BinaryPrimitives.ReadInt64LittleEndian(zip64End.AsSpan(48));
    }

    private static void Read(Stream archive, long position, byte[] bytes)
    {
        if (position < 0 || position > archive.Length - bytes.Length)
            throw new InvalidDataException();
        archive.Position = position;
        archive.ReadExactly(bytes);
    }

    private static ushort ReadUInt16(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
}
