namespace BabyNames.Server.Search;

/// <summary>How far names are from what is looked for.</summary>
/// <remarks>The natural logarithm of the births less the difference ranks a name: e times the births make up for a difference of 1. The weights
/// were chosen by the slips of <c>SearchRankingTests</c>, so that a common name one edit away comes before a rare one that the text begins.</remarks>
internal sealed class SearchRanking(SearchText text)
{
    private const double LetterAfter = 0.3;
    private const double Inside = 3;
    private const double OneEdit = 2;
    private const double TwoEdits = 6;
    private const double OtherFirstLetter = 1;
    private const double EditOfSound = 2;
    private const double OnlyAlternateSound = 5;

    /// <param name="mode">Null for the nearest of all but suffixes and sounds.</param>
    /// <returns>Null if the name is not what the mode finds.</returns>
    public (NameSearchMode Mode, double Difference)? Of(FoundName name, NameSearchMode? mode) =>
        name.Key == text.Key
            ? (mode ?? NameSearchMode.Prefix, 0)
            : mode switch
            {
                null => Nearest(name),
                NameSearchMode.Similar => Similar(name),
                NameSearchMode.Sound => (NameSearchMode.Sound, Sound(name)),
                // By births alone.
                { } part => (part, 0),
            };

    private (NameSearchMode Mode, double Difference)? Nearest(FoundName name)
    {
        var after = LetterAfter * (name.Key.Length - text.Key.Length);
        (NameSearchMode, double Difference)? part =
            name.Key.StartsWith(text.Key, StringComparison.Ordinal) ? (NameSearchMode.Prefix, after)
            : name.Key.Contains(text.Key, StringComparison.Ordinal) ? (NameSearchMode.Contains, Inside + after)
            : null;
        var similar = Similar(name);
        return part is null || similar?.Difference < part.Value.Difference ? similar : part;
    }

    private (NameSearchMode Mode, double Difference)? Similar(FoundName name)
    {
        if (text.Edits == 0)
            return null;
        var edits = Spelling.Distance(text.Key, name.Key);
        var difference = (edits == 1 ? OneEdit : TwoEdits) + (HasOtherStart(name.Key) ? OtherFirstLetter : 0);
        return edits <= text.Edits ? (NameSearchMode.Similar, difference) : null;
    }

    /// <summary>People seldom miss the first letter; the first two exchanged are no miss.</summary>
    private bool HasOtherStart(string key) =>
        (key, text.Key) is not ([var first, ..], [var typed, ..])
        || (first != typed && !(key.Length > 1 && text.Key.Length > 1 && first == text.Key[1] && key[1] == typed));

    private double Sound(FoundName name) =>
        text.Homophones.Contains(name.Key)
            ? 0
            : (EditOfSound * Spelling.Distance(text.Key, name.Key)) + (name.Sound == text.Sound ? 0 : OnlyAlternateSound);
}
