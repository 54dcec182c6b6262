using BabyNames.Data;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Search;

/// <summary>What is looked for, as names are compared.</summary>
/// <param name="Folded">Without case and accents.</param>
/// <param name="Key">And without blanks and punctuation; empty if nothing else was asked for.</param>
/// <param name="Sound">The first code of its sound; empty for none.</param>
internal sealed record SearchText(string Folded, string Key, string Sound)
{
    public const int Longest = 100;

    /// <summary>fuzzystrmatch compares at most 255 bytes. No name is so long, but folding may replace a letter by several.</summary>
    private const int LongestCompared = 60;

    public int Length { get; } = Key.EnumerateRunes().Count();

    /// <summary>How many edits a similar name is away at most.</summary>
    public int Edits =>
        Length switch
        {
            > LongestCompared => 0,
            <= 3 => 1,
            _ => 2,
        };

    /// <summary>Keys of the names that are one edit away.</summary>
    public string[] Neighbours => Edits == 0 ? [] : Spelling.Neighbours(Key);

    public string[] Homophones { get; } = Search.Homophones.Of(Key);

    /// <exception cref="InvalidInputException">The text is empty or too long, or is no text.</exception>
    public static async Task<SearchText> ReadAsync(BabyNamesDbContext database, string text, CancellationToken cancellationToken) =>
        // A query of its own, so that the text is folded once and not for every row. The punctuation is that of searchable_names, and
        // two more apostrophes.
        (
            await database.QueryAsync(
                """
                SELECT folded, key, COALESCE((name_sounds(key))[1], '')
                FROM fold_name($1) AS folded CROSS JOIN LATERAL TRANSLATE(folded, $2, '') AS key
                """,
                reader => new SearchText(reader.GetString(0), reader.GetString(1), reader.GetString(2)),
                cancellationToken,
                Checked(text),
                " -'.,()/?`´"
            )
        ).Single();

    private static string Checked(string text)
    {
        try
        {
            text = text.Trim().Normalize();
        }
        catch (ArgumentException)
        {
            throw new InvalidInputException("query must be Unicode: it has half of a surrogate pair, or U+FFFE.");
        }
        return text.Length is >= 1 and <= Longest && !text.Any(char.IsControl)
            ? text
            : throw new InvalidInputException(
                $"query must be 1 to {Longest} characters, blanks around it not counted, and none of them a control character."
            );
    }
}
