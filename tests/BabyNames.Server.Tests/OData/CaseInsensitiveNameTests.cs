using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Questions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests that a search for a name in any case uses indexes. The table has enough rows that PostgreSQL prefers an index to a
/// sequential scan.</summary>
[Collection(QuestionCollection.Name)]
public sealed partial class CaseInsensitiveNameTests(QuestionFixture server)
{
    [Theory]
    [InlineData("NameStatistics", "idx_name_stats_name")]
    [InlineData("Decades", "idx_decade_stats_name")]
    public async Task A_filter_by_tolower_of_Name_uses_an_index(string set, string index)
    {
        using var log = new SqlLog(server.ConnectionString);
        var body = await server.Client.GetStringAsync($"/odata/{set}?$filter=tolower(Name) eq 'mary'&$top=1000");
        Assert.Contains("\"Name\":\"Mary\"", body, StringComparison.Ordinal);
        // The test replaces the parameters of the statement by values. The parameters are the name and the page size, in this order.
        var sql = Assert.Single(log.Statements, statement => statement.Contains("searchable_names", StringComparison.Ordinal));
        foreach (var value in new[] { "'mary'", "1000" })
            sql = Parameter().Replace(sql, value, 1);
        var plan = string.Join('\n', (await server.SqlAsync($"EXPLAIN (COSTS OFF) {sql}")).Select(row => row[0]));
        Assert.Contains("idx_searchable_names_lower", plan, StringComparison.Ordinal);
        Assert.Contains(index, plan, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();
}
