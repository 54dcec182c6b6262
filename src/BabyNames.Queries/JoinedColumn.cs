namespace BabyNames.Queries;

/// <summary>A text column that joins two others. A comparison with a text can be replaced by comparisons of the two columns with the parts
/// of the text, for which there may be an index. None of the three columns is null.</summary>
/// <param name="Name">Property of the joined column.</param>
/// <param name="First">Property of the first part.</param>
/// <param name="Separator">A character that the first part does not contain.</param>
/// <param name="Second">Property of the second part.</param>
public sealed record JoinedColumn(string Name, string First, char Separator, string Second)
{
    /// <summary>Splits a value of the column at the separator.</summary>
    /// <returns>The two parts; null for a text without the separator, which no row has.</returns>
    public (string First, string Second)? Split(string text) =>
        text.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var end ? (text[..end], text[(end + 1)..]) : null;
}
