using System.Text;
using BabyNames.Sources.Archives;

namespace BabyNames.Sources.GbOns;

/// <summary>Checks a workbook from an untrusted client before the library reads it.</summary>
internal static class WorkbookCheck
{
    // The library tries a default password on an encrypted file. The file sets the number of hash iterations, up to two thousand million.
    private static readonly byte[] EncryptedPart = Encoding.Unicode.GetBytes("EncryptedPackage");

    /// <exception cref="SourceFormatException">The file is neither xls nor xlsx, is encrypted or damaged, or exceeds a limit.</exception>
    public static void RequireWorkbook(SourceFile file)
    {
        if (file.Content.Length == 0)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file is empty");
        if (UntrustedZip.IsZip(file.Content))
            RequireXlsx(file);
        else if (IsXls(file.Content))
            RequireXls(file);
        else
            throw new SourceFormatException(SourceCodes.NotAWorkbook, file.FileName, "the file is not an Excel workbook (xls or xlsx)");
    }

    private static void RequireXlsx(SourceFile file)
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
        // The library does not check the checksums. Without this check a flipped bit would change a count.
        var buffer = new byte[64 * 1024];
        foreach (var part in parts)
        {
            using var content = archive.Open(part);
            while (content.Read(buffer) > 0) { }
        }
    }

    private static bool IsXls(Stream content)
    {
        Span<byte> head = stackalloc byte[8];
        content.Position = 0;
        return content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    }

    private static void RequireXls(SourceFile file)
    {
        if (file.Content.Length > file.Limits.MaxWorkbookBytes)
            throw new SourceFormatException(
                SourceCodes.OverLimit,
                file.FileName,
                $"the workbook has more than {file.Limits.MaxWorkbookBytes:N0} bytes (setting Sources:MaxWorkbookBytes)"
            );
        var buffer = new byte[64 * 1024];
        var overlap = 0;
        file.Content.Position = 0;
        while (file.Content.Read(buffer.AsSpan(overlap)) is var read and > 0)
        {
            var filled = buffer.AsSpan(0, overlap + read);
            if (filled.IndexOf(EncryptedPart) >= 0)
                throw new SourceFormatException(
                    SourceCodes.Encrypted,
                    file.FileName,
                    "the workbook is encrypted; upload it without a password"
                );
            overlap = Math.Min(filled.Length, EncryptedPart.Length - 1);
            filled[^overlap..].CopyTo(buffer);
        }
    }
}
