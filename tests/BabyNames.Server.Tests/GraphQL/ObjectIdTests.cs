using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests the ids by which client caches identify objects.</summary>
public sealed class ObjectIdTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Fact]
    public async Task Each_object_type_outside_of_the_protocol_has_an_id()
    {
        var types = (
            await server.DataAsync("{ __schema { types { name kind interfaces { name } fields { name type { kind ofType { kind } } } } } }")
        )
            .GetProperty("__schema")
            .GetProperty("types");
        var objects = types
            .EnumerateArray()
            .Where(type => type.GetProperty("kind").GetString() == "OBJECT" && !IsOfProtocol(type))
            .ToList();
        Assert.Contains(objects, type => type.GetProperty("name").GetString() == "NameTrendPoint");
        Assert.All(objects, type => Assert.Contains(type.GetProperty("fields").EnumerateArray(), IsId));
    }

    [Theory]
    [InlineData("nameStatistics(first: 1000)")]
    [InlineData("datasetSlices(first: 1000)")]
    [InlineData("popularNames(country: \"US\", decade: 1880, first: 1000)")]
    public async Task No_two_rows_have_the_same_id(string field)
    {
        var ids = await IdsAsync($$"""{ page: {{field}} { nodes { id } } }""");
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9_-]{22}$", id));
    }

    [Fact]
    public async Task A_row_has_the_same_id_in_every_field_and_selection()
    {
        var found = await IdsAsync(
            """{ page: nameStatistics(where: { year: { eq: 1880 }, gender: { eq: F } }, order: [{ rank: ASC }], first: 2) { """
                + """nodes { id } } }"""
        );
        Assert.Equal(
            found,
            await IdsAsync(
                """
                { page: nameStatistics(where: { name: { in: ["Mary", "Anna"] }, year: { eq: 1880 }, gender: { eq: F } },
                    order: [{ count: DESC }]) {
                    nodes { share id country { id } } pageInfo { endCursor } } }
                """
            )
        );
    }

    [Fact]
    public async Task Figures_of_different_periods_have_different_ids()
    {
        string[] periods = ["year: 1880", "decade: 1880", "yearFrom: 1880, yearTo: 1881", "yearFrom: 1879, yearTo: 1881"];
        var ids = new HashSet<string>();
        foreach (var period in periods)
            ids.UnionWith(await IdsAsync($$"""{ page: popularNames(country: "US", gender: F, {{period}}, first: 1) { nodes { id } } }"""));
        Assert.Equal(periods.Length, ids.Count);
    }

    [Fact]
    public async Task The_id_of_a_record_depends_on_its_content()
    {
        var data = await server.DataAsync(
            """
            {
              a: nameTrend(name: "Mary", country: "US") { id year gender }
              b: compareNames(names: ["Mary", "Emma"], country: "US") { id trend { id } }
              c: compareNames(names: ["Mary", "Emma"], country: "US", gender: F) { id }
            }
            """
        );
        var compared = data.GetProperty("b").EnumerateArray().ToList();
        Assert.Equal(Ids(data.GetProperty("a")), Ids(compared[0].GetProperty("trend")));
        Assert.Equal(3, new[] { Id(compared[0]), Id(compared[1]), Id(data.GetProperty("c")[0]) }.Distinct().Count());
    }

    private async Task<List<string>> IdsAsync(string query) =>
        Ids((await server.DataAsync(query)).GetProperty("page").GetProperty("nodes"));

    private static List<string> Ids(JsonElement list) => [.. list.EnumerateArray().Select(Id)];

    private static string Id(JsonElement node) => node.GetProperty("id").GetString()!;

    private static bool IsId(JsonElement field) =>
        field.GetProperty("name").GetString() == "id" && field.GetProperty("type").GetProperty("kind").GetString() == "NON_NULL";

    private static bool IsOfProtocol(JsonElement type)
    {
        var name = type.GetProperty("name").GetString()!;
        return name.StartsWith("__", StringComparison.Ordinal)
            || name is "Query" or "Mutation" or "Subscription" or "PageInfo"
            || name.EndsWith("Connection", StringComparison.Ordinal)
            || name.EndsWith("Edge", StringComparison.Ordinal)
            || name.EndsWith("Payload", StringComparison.Ordinal)
            || type.GetProperty("interfaces").GetArrayLength() > 0;
    }
}
