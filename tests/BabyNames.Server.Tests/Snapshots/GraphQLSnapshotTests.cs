namespace BabyNames.Server.Tests.Snapshots;

/// <summary>Compares whole GraphQL responses with snapshots: one for each question and one for each kind of error.</summary>
/// <remarks>To accept a changed response, run the test with BABYNAMES_APPROVE=1.</remarks>
[Collection(SnapshotCollection.Name)]
public sealed class GraphQLSnapshotTests(SnapshotFixture server)
{
    private static readonly Dictionary<string, GraphQLCase> Cases = new()
    {
        ["readme"] = new("""{ popularNames(country: "US", year: 2023, gender: F, first: 3) { nodes { rank name count } } }"""),
        ["popularNames"] = new(
            """
            {
              popularNames(country: "US", yearFrom: 2022, yearTo: 2023, first: 2) {
                totalCount
                pageInfo { hasNextPage hasPreviousPage }
                nodes { countryCode area yearFrom yearTo year gender name count rank share rankChange }
              }
            }
            """
        ),
        ["nameTrend"] = new("""{ nameTrend(name: "riley", country: "US") { name year gender count rank share yearTotal } }"""),
        ["nameProfile"] = new(
            """
            {
              nameProfile(name: "Riley", country: "US") {
                name countryCode count firstYear lastYear peakYear peakCount newestYear
                femaleCount femaleRank femaleShare maleCount maleRank maleShare
              }
            }
            """
        ),
        ["compareNames"] = new(
            """{ compareNames(names: ["Emma", "Nobody"], country: "US", gender: F) { name trend { year gender count rank share } } }"""
        ),
        ["risingNames"] = new(NameChanges("risingNames")),
        ["fallingNames"] = new(NameChanges("fallingNames")),
        ["unisexNames"] = new(
            """
            {
              unisexNames(country: "US", first: 2) {
                name count femaleCount maleCount femaleProbability maleProbability
              }
            }
            """
        ),
        ["genderDistribution"] = new(
            """
            query ($names: [String!]!) {
              genderDistribution(names: $names, country: "US") {
                name count femaleCount maleCount femaleProbability maleProbability
              }
            }
            """,
            new { names = new[] { "Riley", "Nobody" } }
        ),
        ["nameSearch"] = new(
            """{ nameSearch(query: "jhon", country: "US", first: 2) { name match count femaleCount maleCount firstYear lastYear } }"""
        ),
        ["nameStatisticsGroups"] = new(
            "{ nameStatisticsGroups(groupBy: [YEAR, GENDER]) { year gender countryCode decade rows sum min max average } }"
        ),
        ["syntax-error"] = new("{ popularNames("),
        ["unknown-field"] = new("""{ popularNames(country: "US", year: 2023) { nodes { surname } } }"""),
        ["wrong-variable"] = new(
            """query ($year: Int!) { popularNames(country: "US", year: $year) { totalCount } }""",
            new { year = "last" }
        ),
        ["cost-limit"] = new(
            $"{{ {string.Join(' ', Enumerable.Range(1, 10).Select(number => $"page{number}: names(first: 1000) {{ nodes {{ id }} }}"))} }}"
        ),
        ["invalid-argument"] = new("""{ nameTrend(name: "Emma", country: "XX") { year } }"""),
        ["not-authenticated"] = new("{ deletedDatasets { nodes { id } } }"),
        ["not-authorized"] = new("{ deletedDatasets { nodes { id } } }", Sender: Sender.Viewer),
        ["not-found-payload"] = new(
            """
            mutation {
              cancelDataset(input: { datasetId: "00000000-0000-0000-0000-000000000001" }) {
                dataset { id }
                errors { __typename ... on Error { code message } }
              }
            }
            """,
            Sender: Sender.Admin
        ),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_GraphQL_response_equals_its_snapshot(string name) =>
        SnapshotFixture.Match(await server.PostGraphQLAsync(Cases[name]), $"GraphQL.{name}");

    private static string NameChanges(string field) =>
        $$"""
            {
              {{field}}(country: "US", yearFrom: 2022, yearTo: 2023, first: 2) {
                name gender change countFrom countTo rankFrom rankTo shareFrom shareTo
                countryCode yearFrom yearTo coverageFrom coverageTo
              }
            }
            """;
}
