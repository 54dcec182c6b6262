using BabyNames.Sources;

namespace BabyNames.Server.Errors;

/// <summary>Checks texts that an admin enters and other users read, for example names of keys and reasons.</summary>
internal static class FreeText
{
    /// <summary>Throws if a text is not permitted.</summary>
    /// <param name="subject">Subject of the error message, for example <c>The name</c>.</param>
    /// <param name="maxLength">Maximum length in characters.</param>
    /// <exception cref="InvalidInputException">The text is blank, too long, or has characters that change how the surrounding text is
    /// displayed.</exception>
    public static void Check(string text, string subject, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > maxLength)
            throw new InvalidInputException($"{subject} has {text.Trim().Length:N0} characters; give 1 to {maxLength:N0}.");
        if (text.EnumerateRunes().Any(rune => !NameText.IsPrintable(rune)))
            throw new InvalidInputException(
                $"{subject} has control, format or unassigned characters, for example line breaks or direction marks: "
                    + $"{SourceError.Printable(text)}. Remove them."
            );
    }
}
