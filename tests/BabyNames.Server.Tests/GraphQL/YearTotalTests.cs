using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

public class YearTotalTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    private const string Totals = """
        SELECT year, gender, SUM(count)::BIGINT, COUNT(DISTINCT name)::INTEGER, MIN(count)::BIGINT, MAX(count)::BIGINT
        FROM names WHERE deleted_at IS NULL GROUP BY year, gender ORDER BY year, gender
        """;

    [Fact]
    public async Task Year_totals_equal_the_sums_of_the_rows()
    {
        var nodes = await NodesAsync("yearTotals");
        Assert.Equal(
            (await server.SqlAsync(Totals)).Select(row =>
                ((int)row[0], (string)row[1], (long)row[2], (int)row[3], (long)row[4], (long)row[5])
            ),
            nodes.Select(node =>
                (
                    node.GetProperty("year").GetInt32(),
                    node.GetProperty("gender").GetString()!,
                    node.GetProperty("count").GetInt64(),
                    node.GetProperty("names").GetInt32(),
                    node.GetProperty("smallestCount").GetInt64(),
                    node.GetProperty("largestCount").GetInt64()
                )
            )
        );
        Assert.All(nodes, node => Assert.Equal("US", node.GetProperty("countryCode").GetString()));
    }

    [Fact]
    public async Task Year_totals_equal_the_published_ones()
    {
        var (_, _, rowsF, rowsM, birthsF, birthsM) = Expected.Year(1880);
        var nodes = await NodesAsync("yearTotals(where: { year: { eq: 1880 } })");
        Assert.Equal(
            [(rowsF, birthsF), (rowsM, birthsM)],
            nodes.Select(node => (node.GetProperty("names").GetInt32(), node.GetProperty("count").GetInt64()))
        );
    }

    [Fact]
    public async Task Year_totals_can_be_filtered_and_sorted()
    {
        var nodes = await NodesAsync(
            """yearTotals(where: { gender: { eq: M }, country: { code: { eq: "US" } } }, order: [{ count: DESC }])"""
        );
        Assert.Equal([1880, 2001], nodes.Select(node => node.GetProperty("year").GetInt32()));
    }

    private async Task<List<JsonElement>> NodesAsync(string field)
    {
        var data = await server.DataAsync(
            $$"""{ page: {{field}} { nodes { countryCode year gender count names smallestCount largestCount } } }"""
        );
        return [.. data.GetProperty("page").GetProperty("nodes").EnumerateArray()];
    }
}
