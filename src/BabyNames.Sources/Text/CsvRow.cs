namespace BabyNames.Sources.Text;

/// <summary>A line of a CSV file, split.</summary>
/// <param name="Text">The line before it was split; its head when it is too long, bytes that are no text replaced.</param>
/// <param name="Fault">Why the line cannot be split; <paramref name="Fields"/> is empty then.</param>
internal sealed record CsvRow(long Line, string[] Fields, string Text, RowFault? Fault = null)
{
    public bool IsBlank => Fault is null && Fields.All(string.IsNullOrWhiteSpace);

    /// <summary>A fault of the whole line.</summary>
    public SourceError Error(string file, RowFault fault) =>
        new(fault.Code, SourceError.Printable(file), Line, Shown(Text), fault.Reason);

    /// <summary>A fault of one field.</summary>
    public SourceError Error(string file, RowFault fault, string column, string field) =>
        new(fault.Code, SourceError.Printable(file), Line, Shown(field), fault.Reason, SourceError.Printable(column));

    private static string? Shown(string text) => text.Length == 0 ? null : SourceError.Printable(text);
}
