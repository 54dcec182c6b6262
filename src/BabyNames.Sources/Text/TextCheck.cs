using BabyNames.Sources.Archives;

namespace BabyNames.Sources.Text;

/// <summary>Checks the start of a file before it is parsed as text. The name of the file does not matter.</summary>
internal static class TextCheck
{
    private const int HeadLength = 4_096;

    /// <summary>Checks that the file is text. A control character after the first line is an error of its row.</summary>
    /// <exception cref="SourceFormatException">The file is UTF-16, has bytes that text does not have, or is an archive. The message for a
    /// damaged archive states the damage.</exception>
    public static void RequireText(SourceFile file)
    {
        if (UntrustedZip.IsZip(file.Content))
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
