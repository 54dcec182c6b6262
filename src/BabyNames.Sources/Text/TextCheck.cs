using BabyNames.Sources.Archives;

namespace BabyNames.Sources.Text;

/// <summary>Refuses early what is not a text file, whatever its name says.</summary>
internal static class TextCheck
{
    private const int HeadLength = 4_096;

    /// <exception cref="SourceFormatException">UTF-16, or bytes that no text has. A NUL further down is a fault of its row.
    /// Of an archive that cannot be opened, why not.</exception>
    public static void Expect(SourceFile file)
    {
        if (UntrustedZip.Is(file.Content))
        {
            using var archive = new UntrustedZip(file);
            throw new SourceFormatException(
                SourceCodes.NotText,
                file.FileName,
                "the file is a zip archive or a workbook, not text",
                line: 1
            );
        }
        Span<byte> head = stackalloc byte[HeadLength];
        file.Content.Position = 0;
        head = head[..file.Content.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
        file.Content.Position = 0;
        if (head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]))
            throw new SourceFormatException(SourceCodes.Encoding, file.FileName, "the text is UTF-16; UTF-8 is expected", line: 1);
        var firstLine = head.IndexOf((byte)'\n') is var end and >= 0 ? head[..end] : head;
        if (
            firstLine.ContainsAnyInRange<byte>(0, 8)
            || head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])
            || head.StartsWith("%PDF"u8)
        )
            throw new SourceFormatException(SourceCodes.NotText, file.FileName, "the file is not text", line: 1);
    }
}
