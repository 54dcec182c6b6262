using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Search;

internal sealed record NameSearchArguments(
    [Description("What to look for, 1 to 100 characters. None of them is a wildcard.")] string Query,
    [Description("ISO 3166-1 alpha-2 code of the country, for example US; all countries together unless given.")] string? Country,
    [Description("How to compare; unless given, names that start with the text, then those that have it inside, then similar ones, until there are enough.")]
    NameSearchMode? Mode,
    [Description("Only names given to this sex, by its births."), GraphQLEnum("Gender")] string? Gender,
    [Description("Names at most, 1 to 100; 10 unless given.")] int? First);

/// <summary>The question <c>nameSearch</c>.</summary>
internal sealed class NameSearchQuestion(RowCounts counts) : IQuestion<BabyNamesDbContext, NameSearchArguments, IReadOnlyList<NameMatch>>
{
    private const int LongestText = 100;
    private const int MostNames = 100;
    private const int UsualNames = 10;

    /// <summary>A character that no name has and that sorts after all others.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>The modes that are tried without <c>mode</c>, until there are enough names.</summary>
    private static readonly NameSearchMode[] Best = [NameSearchMode.Prefix, NameSearchMode.Contains, NameSearchMode.Similar];

    public string Name => "nameSearch";

    public string Description =>
        "Names that are like a text; case and accents do not count. Best first: the same spelling, then by births over all years (of the sex "
        + "that is asked for); similar ones by the letters that differ, then by births.";

    public bool IsOneStatement => false;

    /// <summary>Indexes find names that begin or end with a text, or sound like it; other modes read every name.</summary>
    public RowEstimate Estimate(NameSearchArguments arguments)
    {
        var scans = Modes(arguments).Count(mode => mode is NameSearchMode.Contains or NameSearchMode.Similar);
        return new(arguments.First ?? UsualNames, scans * counts.Within(typeof(GenderProbability), new()));
    }

    /// <exception cref="InvalidInputException">The text is empty or too long, or too few or too many names are asked for.</exception>
    public async Task<IReadOnlyList<NameMatch>> AskAsync(NameSearchArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var (text, first) = (Checked(arguments.Query), arguments.First ?? UsualNames);
        if (first is < 1 or > MostNames)
            throw new InvalidInputException($"first must be between 1 and {MostNames}.");
        // A separate query, so that it is computed once and not for every row.
        var folded = (await database.QueryAsync("SELECT fold_name($1)", reader => reader.GetString(0), cancellationToken, text)).Single();
        // The text has only accents.
        if (folded.Length == 0)
            return [];
        var found = new List<NameMatch>();
        foreach (var mode in Modes(arguments))
        {
            var known = found.Select(match => match.Name).ToHashSet();
            var matches = await ReadAsync(database, mode, folded, arguments.Country, arguments.Gender, first, cancellationToken);
            // Each mode reads the whole number of names, so that enough remain after removing duplicates.
            found.AddRange(matches.Where(match => !known.Contains(match.Name)).Take(first - found.Count));
            if (found.Count == first)
                break;
        }
        return found;
    }

    private static IReadOnlyList<NameSearchMode> Modes(NameSearchArguments arguments) => arguments.Mode is { } mode ? [mode] : Best;

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
        return text.Length is >= 1 and <= LongestText && !text.Any(char.IsControl)
            ? text
            : throw new InvalidInputException($"query must be 1 to {LongestText} characters, blanks around it not counted, and none of them a control character.");
    }

    /// <summary>Names that differ only in case and accents come first, whatever their births.</summary>
    private static Task<List<NameMatch>> ReadAsync(
        BabyNamesDbContext database, NameSearchMode mode, string folded, string? country, string? gender, int first, CancellationToken cancellationToken)
    {
        var (condition, order, values) = Condition(mode, folded, isOfBoth: gender is null);
        var (births, ofGender) = gender switch
        {
            "F" => ("female_births", "AND female_births > 0"),
            "M" => ("male_births", "AND male_births > 0"),
            _ => ("births", ""),
        };
        return database.QueryAsync(
            $"""
            SELECT name, births, female_births, male_births, first_year, last_year FROM (
                (SELECT *, 0 AS place FROM searchable_names WHERE country_code = $1 AND folded = $2 {ofGender})
                UNION ALL
                (SELECT *, 1 FROM searchable_names
                WHERE country_code = $1 AND folded <> $2 AND {condition} {ofGender} ORDER BY {order}{births} DESC, name LIMIT $3)
            ) AS found ORDER BY place, {order}{births} DESC, name LIMIT $3
            """,
            reader => new NameMatch(
                reader.GetString(0), mode, reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt32(4), reader.GetInt32(5)),
            cancellationToken, [country ?? "", folded, first, .. values]);
    }

    /// <summary>$2 is the folded text, $4 and following are the values.</summary>
    private static (string Condition, string Order, object[] Values) Condition(NameSearchMode mode, string folded, bool isOfBoth) => mode switch
    {
        // An index has these nearly in the order of births.
        NameSearchMode.Prefix when folded is [var one, _] && !char.IsSurrogate(one) =>
            ("LEFT(folded, 2) = $2", isOfBoth ? "births_magnitude DESC, " : "", []),
        NameSearchMode.Prefix => ("folded >= $2 AND folded < $4", "", [folded + Last]),
        NameSearchMode.Suffix => ("REVERSE(folded) >= REVERSE($2) AND REVERSE(folded) < REVERSE($2) || $4", "", [Last]),
        NameSearchMode.Contains => ("STRPOS(folded, $2) > 0", "", []),
        NameSearchMode.Similar => Similar(folded),
        NameSearchMode.Sound => ("sounds && name_sounds($2)", "", []),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, message: null),
    };

    private static (string Condition, string Order, object[] Values) Similar(string folded)
    {
        // levenshtein() takes at most 255 characters. No name is so long, but folding may replace a letter by several.
        if (folded.Length > 200)
            return ("FALSE", "", []);
        var length = folded.EnumerateRunes().Count();
        var most = length <= 3 ? 1 : 2;
        const string distance = "LEVENSHTEIN_LESS_EQUAL(folded, $2, $4)";
        // The lengths first and as constants, because PostgreSQL evaluates the cheapest condition first, and these exclude most rows.
        return ($"LENGTH(folded) >= $5 AND LENGTH(folded) <= $6 AND {distance} <= $4", $"{distance}, ", [most, length - most, length + most]);
    }
}
