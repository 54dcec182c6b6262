namespace BabyNames.Benchmarks;

/// <summary>GraphQL documents. A field that the schema does not have is skipped.</summary>
internal static class Documents
{
    private static readonly string TenNames = string.Join(", ", Enumerable.Repeat("\"@NAME\"", 10));

    /// <summary>The most popular names of a year, with the variables <see cref="TopVariables"/>.</summary>
    public const string Top =
        $"query($year: Int!, $gender: Gender!) {{ popularNames(country: \"US\", year: $year, gender: $gender, first: 100) {Page} }}";

    /// <summary>The most popular names of a year, with a document for each year and sex.</summary>
    public const string LiteralTop = $"{{ popularNames(country: \"US\", year: @YEAR, gender: @SEX, first: 100) {Page} }}";

    /// <summary>The most popular names of a year in the schema of PostGraphile.</summary>
    public const string PeerTop =
        $"query($year: Int!, $gender: String!) {{ allNameStatistics(condition: {{ countryCode: \"US\", year: $year, gender: $gender "
        + $"}}, {PeerPage} }}";

    /// <inheritdoc cref="LiteralTop"/>
    public const string PeerLiteralTop =
        $"{{ allNameStatistics(condition: {{ countryCode: \"US\", year: @YEAR, gender: \"@SEX\" }}, {PeerPage} }}";

    private const string Page = "{ edges { cursor node { name year gender count rank } } pageInfo { hasNextPage endCursor } }";

    private const string PeerPage =
        "orderBy: [TOTAL_COUNT_DESC, NAME_ASC], first: 100) { edges { cursor node { name year gender totalCount datasetCount } } "
        + "pageInfo { hasNextPage endCursor } }";

    public static object TopVariables { get; } = new { year = "@YEAR", gender = "@SEX" };

    /// <summary>Documents whose rate is measured with 16 connections.</summary>
    public static (string Field, string Document)[] Busy { get; } =
    [
        ("nameTrend", """{ nameTrend(name: "@NAME", country: "US") { year gender count rank share } }"""),
        ("nameSearch", """{ nameSearch(query: "@NAME", mode: PREFIX, country: "US") { name count } }"""),
        (
            "genderDistribution",
            $$"""{ genderDistribution(names: [{{TenNames}}], country: "US") { name femaleProbability maleProbability count } }"""
        ),
    ];

    /// <summary>Documents whose time is measured with one connection.</summary>
    public static (string Field, string Document)[] Quiet { get; } =
    [
        (
            "nameStatistics",
            """{ nameStatistics(where: { name: { eq: "@NAME" } }, order: [{ year: DESC }]) { nodes { year gender count rank share } } }"""
        ),
        (
            "nameStatistics",
            """{ nameStatistics(where: { country: { code: { eq: "US" } }, year: { eq: @YEAR }, gender: { eq: @SEX } }, """
                + """order: [{ rank: ASC }]) { nodes { name rank } totalCount } }"""
        ),
        (
            "genderProbabilities",
            """{ genderProbabilities(where: { name: { eq: "@NAME" } }) { nodes { countryCode maleProbability femaleProbability } } }"""
        ),
        ("names", """{ names(where: { name: { eq: "@NAME" } }) { nodes { year gender count dataset { filename } } } }"""),
        ("popularNames", """{ popularNames(country: "US", decade: 1990, gender: @SEX) { nodes { name count rank share } } }"""),
        (
            "popularNames",
            """{ popularNames(country: "US", yearFrom: 1985, yearTo: 2004, gender: @SEX) { nodes { name count rank share } } }"""
        ),
        (
            "nameProfile",
            """{ nameProfile(name: "@NAME", country: "US") { firstYear lastYear peakYear peakCount count femaleShare maleShare } }"""
        ),
        ("compareNames", $$"""{ compareNames(names: [{{TenNames}}], country: "US") { name trend { year gender count } } }"""),
        ("risingNames", """{ risingNames(country: "US", yearFrom: @YEAR, yearTo: 2023) { name gender change } }"""),
        ("fallingNames", """{ fallingNames(country: "US", yearFrom: @YEAR, yearTo: 2023) { name gender change } }"""),
        ("unisexNames", """{ unisexNames(country: "US") { name femaleProbability maleProbability } }"""),
        (
            "genderDistribution",
            $$"""{ genderDistribution(names: [{{TenNames}}], yearFrom: 1950, yearTo: 2000) { name femaleProbability } }"""
        ),
        ("nameSearch", """{ nameSearch(query: "@NAME", mode: SUFFIX) { name } }"""),
        ("nameSearch", """{ nameSearch(query: "@NAME", mode: CONTAINS) { name } }"""),
        ("nameSearch", """{ nameSearch(query: "@NAME", mode: SIMILAR) { name } }"""),
        ("nameSearch", """{ nameSearch(query: "@NAME", mode: SOUND) { name } }"""),
        ("nameStatisticsGroups", """{ nameStatisticsGroups(groupBy: [DECADE, GENDER]) { decade gender sum rows } }"""),
        ("yearTotals", """{ yearTotals(where: { countryCode: { eq: "US" } }, first: 100) { nodes { year gender count } } }"""),
        ("countries", "{ countries { nodes { code name } } }"),
        ("datasets", "{ datasets { nodes { id status } totalCount } }"),
    ];
}
