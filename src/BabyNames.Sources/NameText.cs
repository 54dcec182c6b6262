using System.Globalization;
using System.Text;

namespace BabyNames.Sources;

/// <summary>Which characters a name may hold.</summary>
public static class NameText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>False for what would change how the text around it is shown or stored: control and format characters
    /// (bidirectional overrides among them), line separators, unassigned ones. The two joiners are part of spelling in
    /// Persian and Indian scripts.</summary>
    public static bool IsHarmless(Rune rune) =>
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

    /// <summary>Letters with their marks, blank, hyphen, apostrophe, full stop: what names are made of.</summary>
    public static bool IsUsual(Rune rune) =>
        Rune.IsLetter(rune)
        || rune.Value is ' ' or '-' or '\'' or '.' or '’' or 'ʼ'
        || rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
