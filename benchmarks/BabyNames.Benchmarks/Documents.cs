namespace BabyNames.Benchmarks;

/// <summary>What is asked of GraphQL. A field that the schema does not have is passed over.</summary>
internal static class Documents
{
    /// <summary>The names given most in a year, with the variables <see cref="TopVariables"/>.</summary>
    public const string Top = """
        query($year: Int!, $gender: Gender!) { popularNames(country: "US", year: $year, gender: $gender, first: 100) {
            edges { cursor node { name year gender count datasetCount } } pageInfo { hasNextPage endCursor } } }
        """;

    /// <summary>The same of PostGraphile, in the words of its schema.</summary>
    public const string PeerTop = """
        query($year: Int!, $gender: String!) { allNameStatistics(condition: { countryCode: "US", year: $year, gender: $gender }, orderBy: [TOTAL_COUNT_DESC, NAME_ASC], first: 100) {
            edges { cursor node { name year gender totalCount datasetCount } } pageInfo { hasNextPage endCursor } } }
        """;

    public static object TopVariables { get; } = new { year = "YEAR", gender = "SEX" };

    /// <summary>Asked at 16 connections for their rate.</summary>
    public static (string Field, string Document)[] Busy { get; } =
    [
        ("nameTrend", """{ nameTrend(name: "NAME", country: "US") { year gender count rank share } }"""),
        ("nameSearch", """{ nameSearch(text: "NAME", mode: PREFIX, country: "US") { name } }"""),
        ("genderDistribution", """{ genderDistribution(names: ["NAME", "NAME", "NAME", "NAME", "NAME", "NAME", "NAME", "NAME", "NAME", "NAME"], country: "US") { name maleProbability femaleProbability } }"""),
    ];

    /// <summary>Asked at one connection for their time.</summary>
    public static (string Field, string Document)[] Quiet { get; } =
    [
        ("nameStatistics", """{ nameStatistics(where: { name: { eq: "NAME" } }, order: [{ year: DESC }]) { nodes { year gender count rank share } } }"""),
        ("genderProbabilities", """{ genderProbabilities(where: { name: { eq: "NAME" } }) { nodes { countryCode maleProbability femaleProbability } } }"""),
        ("names", """{ names(where: { name: { eq: "NAME" } }) { nodes { year gender count dataset { filename } } } }"""),
        ("countries", "{ countries { nodes { code name } } }"),
        ("datasets", "{ datasets { nodes { id status } totalCount } }"),
    ];
}
