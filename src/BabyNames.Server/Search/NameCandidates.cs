using BabyNames.Data;

namespace BabyNames.Server.Search;

/// <summary>Reads the names that a search ranks: each mode finds them by an index.</summary>
/// <param name="text">What is looked for.</param>
/// <param name="country">Empty for all countries together.</param>
internal sealed class NameCandidates(BabyNamesDbContext database, SearchText text, string country)
{
    /// <summary>Two edits are looked for among so many names, by births: comparing all names takes 60 ms with the US archive.</summary>
    public const int Frequent = 10_000;

    /// <summary>A character that no name has and that sorts after all others.</summary>
    private const string Last = "\U0010FFFF";

    private const string Keys = "SELECT search_key FROM searchable_names WHERE country_code = $1 AND";
    private const string MostBirths = "ORDER BY births_magnitude DESC FETCH FIRST $3 ROWS WITH TIES";

    private const string Prefix = $"({Keys} search_key >= $2 AND search_key < $2 || $4 {MostBirths})";
    private const string Suffix = $"({Keys} REVERSE(search_key) >= REVERSE($2) AND REVERSE(search_key) < REVERSE($2) || $4 {MostBirths})";
    private const string Contains = $"({Keys} STRPOS(search_key, $2) > 0 {MostBirths})";

    private const string IsFrequent = "births_magnitude >= COALESCE((SELECT births_magnitude FROM frequent), 0)";

    private const string FrequentContains = $"({Keys} {IsFrequent} AND STRPOS(search_key, $2) > 0 {MostBirths})";

    /// <summary>One edit by the keys of $6, two by a comparison. The lengths first, because they exclude most names.</summary>
    private const string Similar = $"""
        ({Keys} search_key = ANY ($6))
        UNION ALL
        ({Keys} {IsFrequent} AND LENGTH(search_key) >= $8 AND LENGTH(search_key) <= $9 AND LEVENSHTEIN_LESS_EQUAL(search_key, $2, $7) <= $7)
        """;

    /// <summary>The expression hides the country from the planner, which would look up all its names in another index.</summary>
    private const string Sound = $"""
        ({Keys} search_key = ANY ($6))
        UNION ALL
        (SELECT search_key FROM searchable_names WHERE country_code || '' = $1 AND sounds && name_sounds($2))
        """;

    /// <summary>The names of a mode, in the order of their bytes.</summary>
    /// <param name="mode">Null for all but suffixes and sounds.</param>
    /// <param name="limit">Names at least that a part finds, by births of both sexes.</param>
    public Task<List<FoundName>> ReadAsync(NameSearchMode? mode, int limit, CancellationToken cancellationToken)
    {
        var keys = mode switch
        {
            NameSearchMode.Prefix => Prefix,
            NameSearchMode.Suffix => Suffix,
            NameSearchMode.Contains => Contains,
            NameSearchMode.Similar => Similar,
            NameSearchMode.Sound => Sound,
            _ => $"{Prefix} UNION ALL {FrequentContains} UNION ALL {Similar}",
        };
        // An array, so that each key is looked up in the index however many the planner expects.
        return database.QueryAsync(
            $"""
            WITH frequent AS MATERIALIZED (
                SELECT births_magnitude FROM searchable_names WHERE country_code = $1 ORDER BY births_magnitude DESC OFFSET $5 LIMIT 1
            )
            SELECT
                name, folded, search_key, COALESCE(sounds[1], ''), births, female_births, male_births, first_year, last_year
            FROM searchable_names WHERE country_code = $1 AND search_key = ANY (ARRAY(SELECT $2 UNION ALL {keys})) ORDER BY name
            """,
            reader => new FoundName(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetInt64(4),
                reader.GetInt64(5),
                reader.GetInt64(6),
                reader.GetInt32(7),
                reader.GetInt32(8)
            ),
            cancellationToken,
            country,
            text.Key,
            limit,
            Last,
            Frequent,
            mode == NameSearchMode.Sound ? text.Homophones : text.Neighbours,
            text.Edits,
            text.Length - text.Edits,
            text.Length + text.Edits
        );
    }
}

/// <summary>A row of <c>searchable_names</c>.</summary>
/// <param name="Sound">The first code of its sound; empty for none.</param>
internal sealed record FoundName(
    string Name,
    string Folded,
    string Key,
    string Sound,
    long Births,
    long FemaleBirths,
    long MaleBirths,
    int FirstYear,
    int LastYear
)
{
    /// <param name="gender">F or M; null for both.</param>
    public long BirthsOf(string? gender) =>
        gender switch
        {
            "F" => FemaleBirths,
            "M" => MaleBirths,
            _ => Births,
        };
}
