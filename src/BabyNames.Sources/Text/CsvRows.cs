using System.Text;
using System.Text.Unicode;

namespace BabyNames.Sources.Text;

/// <summary>Reads the lines of a CSV file with their fields, the heading first. Holds one line.</summary>
/// <remarks>The file is UTF-8, with or without a byte order mark. A field may be quoted; two quotes within it are one quote. A line break
/// within quotes is an error, because no publisher has one and a missing quote would swallow the rest of the file.</remarks>
internal sealed class CsvRows
{
    private readonly SourceFile _file;
    private readonly Encoding _encoding;

    /// <param name="fallback">Encoding for a file that is not UTF-8. Only for publishers who are known to use it, because it may accept any
    /// bytes.</param>
    /// <exception cref="SourceFormatException">The file is not text.</exception>
    public CsvRows(SourceFile file, Encoding? fallback = null)
    {
        TextCheck.RequireText(file);
        _file = file;
        UsesFallback = fallback is not null && !IsUtf8(file);
        _encoding = UsesFallback ? fallback! : CsvRow.StrictUtf8;
    }

    /// <summary>The encoding in which Excel saves CSV in western countries. It accepts all bytes; the unused ones become control
    /// characters.</summary>
    public static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Whether the file is not UTF-8 and is read in the fallback encoding.</summary>
    public bool UsesFallback { get; }

    /// <summary>Returns all lines from the first. No other code may read the file during the enumeration.</summary>
    public IEnumerable<CsvRow> Read(CancellationToken cancellationToken)
    {
        _file.Content.Position = 0;
        var lines = new ByteLines(_file.Content);
        while (lines.Read())
        {
            if (lines.Number % 1_000 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            _file.Advance();
            yield return CsvRow.Read(lines, _encoding);
        }
    }

    /// <summary>Whether all lines are UTF-8. One line that is not means that the whole file has another encoding.</summary>
    private static bool IsUtf8(SourceFile file)
    {
        var lines = new ByteLines(file.Content);
        while (lines.Read())
        {
            // A truncated line may end within a character. It is an error for its length anyway.
            if (!lines.IsTruncated && !Utf8.IsValid(lines.Line))
                return false;
        }
        return true;
    }
}
