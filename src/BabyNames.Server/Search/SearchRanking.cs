namespace BabyNames.Server.Search;

/// <summary>Computes the difference between names and the text of a search.</summary>
/// <remarks>The rank of a name is the natural logarithm of its births minus the difference: e times as many births compensate for a
/// difference of 1. The weights were chosen with the typing errors of <c>NameSlipTests</c>, so that a frequent name at one edit is before
/// a rare name that starts with the text.</remarks>
internal sealed class SearchRanking(SearchText text)
{
    /// <summary>Difference of each letter that the name has in addition to the text.</summary>
    private const double AdditionalLetter = 0.3;

    /// <summary>Difference of a text that is not at the start of the name.</summary>
    private const double NotAtStart = 3;
    private const double OneEdit = 2;
    private const double TwoEdits = 6;
    private const double OtherFirstLetter = 1;
    private const double EditOfSound = 2;
    private const double OnlyAlternateSound = 5;

    /// <summary>Returns the difference of a name.</summary>
    /// <param name="mode">The mode; null for the one of prefix, contained text and similar name with the smallest difference.</param>
    /// <returns>The mode that finds the name, and the difference; null if the mode does not find the name.</returns>
    public (NameSearchMode Mode, double Difference)? Of(FoundName name, NameSearchMode? mode) =>
        name.Key == text.Key
            ? (mode ?? NameSearchMode.Prefix, 0)
            : mode switch
            {
                null => Nearest(name),
                NameSearchMode.Similar => Similar(name),
                NameSearchMode.Sound => (NameSearchMode.Sound, Sound(name)),
                // The order of the other modes depends only on births.
                { } other => (other, 0),
            };

    private (NameSearchMode Mode, double Difference)? Nearest(FoundName name)
    {
        var additional = AdditionalLetter * (name.Key.Length - text.Key.Length);
        (NameSearchMode, double Difference)? part =
            name.Key.StartsWith(text.Key, StringComparison.Ordinal) ? (NameSearchMode.Prefix, additional)
            : name.Key.Contains(text.Key, StringComparison.Ordinal) ? (NameSearchMode.Contains, NotAtStart + additional)
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

    /// <summary>Whether the first letters differ, which is a rare typing error. If the first two letters are exchanged, they do not count
    /// as different.</summary>
    private bool HasOtherStart(string key) =>
        (key, text.Key) is not ([var first, ..], [var typed, ..])
        || (first != typed && !(key.Length > 1 && text.Key.Length > 1 && first == text.Key[1] && key[1] == typed));

    private double Sound(FoundName name) =>
        text.Homophones.Contains(name.Key)
            ? 0
            : (EditOfSound * Spelling.Distance(text.Key, name.Key)) + (name.Sound == text.Sound ? 0 : OnlyAlternateSound);
}
