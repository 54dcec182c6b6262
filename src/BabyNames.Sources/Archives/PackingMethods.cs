using System.Buffers.Binary;
using System.Globalization;

namespace BabyNames.Sources.Archives;

/// <summary>How the members of a zip archive are packed. .NET's reader says it only by failing to open a member, and then
/// not by which method.</summary>
internal static class PackingMethods
{
    private const ushort Stored = 0;
    private const ushort Deflated = 8;

    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int HeaderLength = 46;

    public static bool IsRead(ushort method) => method is Stored or Deflated;

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
    /// <exception cref="InvalidDataException">The directory is not where the archive's end says.</exception>
    public static IEnumerable<ushort> Of(Stream archive, int members)
    {
        var header = new byte[HeaderLength];
        for (var (at, left) = (DirectoryStart(archive), members); left > 0; left--)
        {
            Read(archive, at, header);
            if (!header.AsSpan().StartsWith("PK\x01\x02"u8))
                throw new InvalidDataException();
            yield return Number(header, 10);
            at += HeaderLength + Number(header, 28) + Number(header, 30) + Number(header, 32);
        }
    }

    private static long DirectoryStart(Stream archive)
    {
        var tail = new byte[Math.Min(archive.Length, EndLength + LongestComment)];
        var start = archive.Length - tail.Length;
        Read(archive, start, tail);
        var end = tail.AsSpan(0, Math.Max(0, tail.Length - EndLength + 4)).LastIndexOf("PK\x05\x06"u8);
        if (end < 0)
            throw new InvalidDataException();
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (offset != uint.MaxValue)
            return offset;
        // Zip64: a locator before the end says where the longer end is, and that says where the directory is.
        var (locator, longEnd) = (new byte[LocatorLength], new byte[56]);
        Read(archive, start + end - LocatorLength, locator);
        Read(archive, BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), longEnd);
        return BinaryPrimitives.ReadInt64LittleEndian(longEnd.AsSpan(48));
    }

    private static void Read(Stream archive, long at, byte[] bytes)
    {
        if (at < 0 || at > archive.Length - bytes.Length)
            throw new InvalidDataException();
        archive.Position = at;
        archive.ReadExactly(bytes);
    }

    private static ushort Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
}
