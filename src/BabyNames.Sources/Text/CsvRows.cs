using System.Text;
using System.Text.Unicode;

namespace BabyNames.Sources.Text;

/// <summary>Lines of a CSV file with their fields, the heading first. Holds one line.</summary>
/// <remarks>UTF-8, with or without a mark at the start. Quotes around a field are allowed, two inside of quotes are one;
/// a line break inside of quotes is a fault, as no publisher has one and a lost quote would swallow the rest of the file.</remarks>
internal sealed class CsvRows
{
    private readonly SourceFile _file;
    private readonly Encoding _encoding;

    /// <param name="fallback">Tried when the file is not UTF-8; only for publishers who are known to use it, as it may
    /// accept anything.</param>
    /// <exception cref="SourceFormatException">The file is not text.</exception>
    public CsvRows(SourceFile file, Encoding? fallback = null)
    {
        TextCheck.Expect(file);
        _file = file;
        UsesFallback = fallback is not null && !IsUtf8(file);
        _encoding = UsesFallback ? fallback! : CsvRow.StrictUtf8;
    }

    /// <summary>As Excel saves CSV in western countries; refuses nothing by itself, its unused bytes become controls.</summary>
    public static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Whether the file is not UTF-8 and is read by the fallback.</summary>
    public bool UsesFallback { get; }

    /// <summary>All lines, from the first; the file must not be read by others meanwhile.</summary>
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

    /// <summary>Whether all lines are; one that is not makes the whole file another encoding's.</summary>
    private static bool IsUtf8(SourceFile file)
    {
        var lines = new ByteLines(file.Content);
        while (lines.Read())
        {
            // A cut line may end within a character; it is refused for its length anyway.
            if (!lines.IsCut && !Utf8.IsValid(lines.Line))
                return false;
        }
        return true;
    }
}
