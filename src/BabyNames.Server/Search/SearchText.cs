using BabyNames.Data;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Search;

/// <summary>The text of a search in the forms in which it is compared with names.</summary>
/// <param name="Folded">The text in lower case without accents.</param>
/// <param name="Key">The folded text without blanks and punctuation; empty if the text has nothing else.</param>
/// <param name="Sound">The first Double Metaphone code; empty if the text has none.</param>
internal sealed record SearchText(string Folded, string Key, string Sound)
{
    /// <summary>Maximum length of the text in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>Maximum length of a text whose edit distance is computed. The functions of fuzzystrmatch accept at most 255 bytes,
    /// and folding may replace a letter with several.</summary>
    private const int MaxComparedLength = 60;

    /// <summary>Number of characters of the key.</summary>
    public int Length { get; } = Key.EnumerateRunes().Count();

    /// <summary>Maximum edit distance of a similar name.</summary>
    public int Edits =>
        Length switch
        {
            > MaxComparedLength => 0,
            <= 3 => 1,
            _ => 2,
        };

    /// <summary>All keys at one edit from the key.</summary>
    public string[] Neighbors => Edits == 0 ? [] : Spelling.Neighbors(Key);

    /// <summary>Keys of names that sound alike, from <see cref="Search.Homophones"/>.</summary>
    public string[] Homophones { get; } = Search.Homophones.Of(Key);

    /// <summary>Folds the text of a search.</summary>
    /// <exception cref="InvalidInputException">The text is empty or too long, or it is not valid Unicode.</exception>
    public static async Task<SearchText> ReadAsync(BabyNamesDbContext database, string text, CancellationToken cancellationToken) =>
        // A separate query folds the text once instead of for every row. It removes the punctuation that searchable_names
        // removes, and two more characters that are used as apostrophes.
        (
            await database.QueryAsync(
                """
                SELECT folded, key, COALESCE((name_sounds(key))[1], '')
                FROM fold_name($1) AS folded CROSS JOIN LATERAL TRANSLATE(folded, $2, '') AS key
                """,
                reader => new SearchText(reader.GetString(0), reader.GetString(1), reader.GetString(2)),
                cancellationToken,
                Validate(text),
                " -'.,()/?`´"
            )
        ).Single();

    private static string Validate(string text)
    {
        try
        {
            text = text.Trim().Normalize();
        }
        catch (ArgumentException)
        {
            throw new InvalidInputException("query must be valid Unicode: it has an unpaired surrogate or U+FFFE.");
        }
        return text.Length is >= 1 and <= MaxLength && !text.Any(char.IsControl)
            ? text
            : throw new InvalidInputException(
                $"query must have 1 to {MaxLength} characters not counting leading and trailing spaces, and no control characters."
            );
    }
}
