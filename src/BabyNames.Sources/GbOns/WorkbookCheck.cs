using System.Text;
using BabyNames.Sources.Archives;

namespace BabyNames.Sources.GbOns;

/// <summary>Looks at a workbook from a stranger before the library that reads it does.</summary>
internal static class WorkbookCheck
{
    // A password is hashed as often as the file asks, up to two thousand million times, and the library tries one by itself.
    private static readonly byte[] EncryptedPart = Encoding.Unicode.GetBytes("EncryptedPackage");

    /// <exception cref="SourceFormatException">Neither xls nor xlsx, encrypted, damaged, or over a limit.</exception>
    public static void Expect(SourceFile file)
    {
        if (file.Content.Length == 0)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file is empty");
        if (UntrustedZip.Is(file.Content))
            ExpectPacked(file);
        else if (IsCompound(file.Content))
            ExpectCompound(file);
        else
            throw new SourceFormatException(SourceCodes.NotAWorkbook, file.FileName, "the file is not an Excel workbook (xls or xlsx)");
    }

    private static void ExpectPacked(SourceFile file)
    {
        var limits = new SourceLimits
        {
            MaxUnpackedBytes = Math.Min(file.Limits.MaxUnpackedBytes, file.Limits.MaxWorkbookBytes),
            MaxCompressionRatio = file.Limits.MaxCompressionRatio,
            MinBytesForRatio = file.Limits.MinBytesForRatio,
            MaxArchiveMembers = file.Limits.MaxArchiveMembers,
        };
        using var archive = new UntrustedZip(new(file.FileName, file.Content, limits));
        var parts = archive.Members.Where(member => member.FullName.StartsWith("xl/", StringComparison.OrdinalIgnoreCase)).ToList();
        if (!parts.Any(part => part.FullName.Equals("xl/workbook.xml", StringComparison.OrdinalIgnoreCase)))
            throw new SourceFormatException(SourceCodes.NotAWorkbook, file.FileName, "the file is an archive, but not an Excel workbook");
        // The library does not compare checksums: a flipped bit would be another count.
        var buffer = new byte[64 * 1024];
        foreach (var part in parts)
        {
            using var content = archive.Open(part);
            while (content.Read(buffer) > 0) { }
        }
    }

    private static bool IsCompound(Stream content)
    {
        Span<byte> head = stackalloc byte[8];
        content.Position = 0;
        return content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    }

    private static void ExpectCompound(SourceFile file)
    {
        if (file.Content.Length > file.Limits.MaxWorkbookBytes)
            throw new SourceFormatException(
                SourceCodes.OverLimit,
                file.FileName,
                $"the workbook has more than {file.Limits.MaxWorkbookBytes:N0} bytes (setting Sources:MaxWorkbookBytes)"
            );
        var buffer = new byte[64 * 1024];
        var kept = 0;
        file.Content.Position = 0;
        while (file.Content.Read(buffer.AsSpan(kept)) is var read and > 0)
        {
            var filled = buffer.AsSpan(0, kept + read);
            if (filled.IndexOf(EncryptedPart) >= 0)
                throw new SourceFormatException(
                    SourceCodes.Encrypted,
                    file.FileName,
                    "the workbook is encrypted; upload it without a password"
                );
            kept = Math.Min(filled.Length, EncryptedPart.Length - 1);
            filled[^kept..].CopyTo(buffer);
        }
    }
}
