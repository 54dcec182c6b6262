using System.Globalization;
using System.Text;

namespace BabyNames.Sources;

/// <summary>Classifies the characters of names and of other short texts.</summary>
public static class NameText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Whether a character can be stored and shown without effect on the text around it. False for control and format characters
    /// (such as bidirectional overrides), line separators and unassigned characters. The two zero-width joiners are true, because
    /// Persian and Indian scripts spell with them.</summary>
    public static bool IsPrintable(Rune rune) =>
        rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );

    /// <summary>Whether a character is common in names: a letter, a mark on a letter, a space, a hyphen, an apostrophe or a full
    /// stop.</summary>
    public static bool IsUsual(Rune rune) =>
        Rune.IsLetter(rune)
        || rune.Value is ' ' or '-' or '\'' or '.' or '’' or 'ʼ'
        || rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
