using BabyNames.Sources;

namespace BabyNames.Server.Errors;

/// <summary>Text that an admin writes and others are shown: names of keys, reasons.</summary>
internal static class FreeText
{
    /// <param name="what">For the message, for example <c>The name</c>.</param>
    /// <param name="longest">Characters.</param>
    /// <exception cref="InvalidInputException">It is blank, too long, or would change how the text around it is shown.</exception>
    public static void Check(string text, string what, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest)
            throw new InvalidInputException($"{what} has {text.Trim().Length:N0} characters; give 1 to {longest:N0}.");
        if (text.EnumerateRunes().Any(rune => !NameText.IsHarmless(rune)))
            throw new InvalidInputException($"{what} has control, format or unknown characters, such as line ends and marks of direction: {SourceError.Printable(text)}. Leave them out.");
    }
}
