using BabyNames.Data;

namespace BabyNames.Server.Search;

/// <summary>Reads the candidates of a search, which <see cref="SearchRanking"/> ranks. Each mode uses an index.</summary>
/// <param name="text">The text to search for.</param>
/// <param name="country">Code of the country; empty for all countries together.</param>
internal sealed class NameCandidates(BabyNamesDbContext database, SearchText text, string country)
{
    /// <summary>Number of the most frequent names that are compared for two edits. A comparison of all names takes 60 ms with the US
    /// archive.</summary>
    public const int FrequentNames = 10_000;

    /// <summary>A character that no name contains and that sorts after all others.</summary>
    private const string LastCharacter = "\U0010FFFF";

    private const string Keys = "SELECT search_key FROM searchable_names WHERE country_code = $1 AND";
    private const string MostBirths = "ORDER BY births_magnitude DESC FETCH FIRST $3 ROWS WITH TIES";

    private const string Prefix = $"({Keys} search_key >= $2 AND search_key < $2 || $4 {MostBirths})";
    private const string Suffix = $"({Keys} REVERSE(search_key) >= REVERSE($2) AND REVERSE(search_key) < REVERSE($2) || $4 {MostBirths})";
    private const string Contains = $"({Keys} STRPOS(search_key, $2) > 0 {MostBirths})";

    private const string IsFrequent = "births_magnitude >= COALESCE((SELECT births_magnitude FROM frequent), 0)";

    private const string FrequentContains = $"({Keys} {IsFrequent} AND STRPOS(search_key, $2) > 0 {MostBirths})";

    /// <summary>Names at one edit have a key of $6. Names at two edits are found by a comparison. The lengths are compared first, because
    /// this excludes the majority of the names.</summary>
    private const string Similar = $"""
        ({Keys} search_key = ANY ($6))
        UNION ALL
        (
            {Keys} {IsFrequent} AND LENGTH(search_key) >= $8 AND LENGTH(search_key) <= $9
                AND LEVENSHTEIN_LESS_EQUAL(search_key, $2, $7) <= $7
        )
        """;

    /// <summary>Names that sound alike. With the expression on country_code the planner uses the index of the sounds. With the column it
    /// would read all names of the country in another index.</summary>
    private const string Sound = $"""
        ({Keys} search_key = ANY ($6))
        UNION ALL
        (SELECT search_key FROM searchable_names WHERE country_code || '' = $1 AND sounds && name_sounds($2))
        """;

    /// <summary>Reads the candidates of a mode, ordered by name.</summary>
    /// <param name="mode">The mode; null for prefixes, contained texts and similar names together.</param>
    /// <param name="limit">Minimum number of names that a prefix, suffix or contained text returns if there are as many: the names with the
    /// most births of both sexes.</param>
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
        // The keys are an array, so that each key is searched in the index, whatever number of keys the planner expects.
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
            LastCharacter,
            FrequentNames,
            mode == NameSearchMode.Sound ? text.Homophones : text.Neighbors,
            text.Edits,
            text.Length - text.Edits,
            text.Length + text.Edits
        );
    }
}

/// <summary>A row of <c>searchable_names</c>.</summary>
/// <param name="Folded">The name in lower case without accents.</param>
/// <param name="Key">The folded name without blanks and punctuation.</param>
/// <param name="Sound">The first Double Metaphone code; empty if the name has none.</param>
/// <param name="Births">Number of births over all years.</param>
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
    /// <summary>Returns the number of births of a sex.</summary>
    /// <param name="gender"><c>F</c> or <c>M</c>; null for both.</param>
    public long BirthsOf(string? gender) =>
        gender switch
        {
            "F" => FemaleBirths,
            "M" => MaleBirths,
            _ => Births,
        };
}
