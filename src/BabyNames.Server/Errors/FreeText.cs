using BabyNames.Sources;

namespace BabyNames.Server.Errors;

/// <summary>Text that an admin enters and others see: names of keys, reasons.</summary>
internal static class FreeText
{
    /// <param name="what">Subject of the message, for example <c>The name</c>.</param>
    /// <param name="longest">Maximum length in characters.</param>
    /// <exception cref="InvalidInputException">The text is blank, too long, or has characters that change how the surrounding text is
    /// displayed.</exception>
    public static void Check(string text, string what, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest)
            throw new InvalidInputException($"{what} has {text.Trim().Length:N0} characters; give 1 to {longest:N0}.");
        if (text.EnumerateRunes().Any(rune => !NameText.IsPrintable(rune)))
            throw new InvalidInputException(
                $"{what} has control, format or unknown characters, such as line ends and marks of direction: {SourceError.Printable(text)}. Leave them out."
            );
    }
}
