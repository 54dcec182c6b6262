namespace BabyNames.Queries;

/// <summary>A text column that joins two others: it equals a text where they equal the parts, which an index may have.</summary>
/// <param name="Name">Its property. Like the others it is never null.</param>
/// <param name="Separator">A character that the first column does not contain.</param>
public sealed record JoinedColumn(string Name, string First, char Separator, string Second)
{
    /// <returns>Null for a text that no row has.</returns>
    public (string First, string Second)? Split(string text) =>
        text.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var end ? (text[..end], text[(end + 1)..]) : null;
}
