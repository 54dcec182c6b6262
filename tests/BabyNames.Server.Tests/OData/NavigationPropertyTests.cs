using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests the navigation properties that the metadata declares.</summary>
public partial class NavigationPropertyTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private const string Mary = "NameStatistics(CountryCode='US',Year=1880,Gender='F',Name='Mary')";

    private static readonly XNamespace Edm = "http://docs.oasis-open.org/odata/ns/edm";

    /// <summary>Every row needs a related entity. Otherwise the expanded result would not contain the row.</summary>
    [Fact]
    public async Task An_expanded_entity_matches_the_referential_constraint()
    {
        var relations = await RelationsAsync();
        Assert.Contains(relations, relation => relation is { Set: "NameStatistics", Name: "TotalsOfYear", Target: "YearTotals" });
        foreach (var (set, name, target, constraint) in relations)
        {
            var all = new Dictionary<string, string>();
            foreach (var entity in (await server.CrawlAsync(target, 10_000)).Rows)
                all.Add(Key(entity, constraint.Select(pair => pair.Referenced)), $"{entity}");
            var (rows, _) = await server.CrawlAsync($"{set}?$expand={name}", pageSize: 900);
            Assert.Equal((await server.AskAsync($"{set}/$count")).Body, $"{rows.Count}");
            Assert.All(rows, row => Assert.Equal(all[Key(row, constraint.Select(pair => pair.Own))], $"{row.GetProperty(name)}"));
        }
    }

    [Theory]
    [InlineData("CalendarYear/FirstDay ge 1881-01-01", "year >= 1881")]
    [InlineData("year(CalendarYear/FirstDay) eq 1880 and CalendarYear/Decade eq 1880", "year = 1880")]
    [InlineData(
        "TotalsOfYear/Names gt 942",
        "(SELECT names FROM year_totals o WHERE (o.country_code, o.year, o.gender) = " + "(s.country_code, s.year, s.gender)) > 942"
    )]
    [InlineData("TotalsOfYear/Births eq YearTotal", "TRUE")]
    [InlineData("TotalsOfYear ne null and TotalsOfYear/Country/Code eq 'GB'", "country_code = 'GB'")]
    [InlineData(
        "DecadeStatistic/Births gt Births",
        "EXISTS (SELECT FROM name_statistics o WHERE (o.country_code, o.gender, o.name) = "
            + "(s.country_code, s.gender, s.name) AND o.year <> s.year)"
    )]
    [InlineData(
        "DistinctName/FirstYear eq 1881",
        "NOT EXISTS (SELECT FROM name_statistics o WHERE (o.country_code, o.name) = " + "(s.country_code, s.name) AND o.year = 1880)"
    )]
    public async Task A_filter_on_a_related_entity_returns_the_rows_of_SQL(string filter, string sql)
    {
        var expected = await server.Databases.Owner.OneAsync<long>($"SELECT COUNT(*) FROM name_statistics s WHERE {sql}");
        Assert.True(expected > 0);
        Assert.Equal($"{expected}", (await server.AskAsync($"NameStatistics/$count?$filter={filter}")).Body);
        Assert.Equal(expected, (await server.CrawlAsync($"NameStatistics?$select=Name&$filter={filter}", 10_000)).Rows.Count);
    }

    [Theory]
    [InlineData($"{Mary}/TotalsOfYear", "\"Births\":90994,\"Names\":942")]
    [InlineData($"{Mary}/TotalsOfYear/$ref", "YearTotals(CountryCode='US',Year=1880,Gender='F')")]
    [InlineData($"{Mary}/CalendarYear/FirstDay", "1880-01-01")]
    [InlineData($"{Mary}/DistinctName/$ref", "DistinctNames('US%7CMary')")]
    [InlineData($"{Mary}/TotalsOfYear/CalendarYear/Decade", "1880")]
    [InlineData(
        "NameStatistics?$apply=groupby((CalendarYear/FirstDay),aggregate(Births with sum as T))&$orderby=CalendarYear/FirstDay",
        """{"CalendarYear":{"FirstDay":"1881-01-01"},"T@odata.type":"#Int64","T":192688}"""
    )]
    [InlineData(
        "NameStatistics?$top=1&$orderby=TotalsOfYear/Births desc,Births desc&$select=Name&$expand=TotalsOfYear($select=Names)",
        """{"Name":"John","TotalsOfYear":{"Names":1058}}"""
    )]
    [InlineData("NameStatistics?$top=1&$select=Name&$expand=CalendarYear&$format=application/json;odata.metadata=full", "Years(1880)")]
    public async Task Paths_and_options_accept_navigation_properties(string path, string expected) =>
        Assert.Contains(expected, (await server.AskAsync(path)).Body, StringComparison.Ordinal);

    [Fact]
    public async Task An_expand_above_the_depth_of_the_metadata_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await server.AskAsync("NameStatistics?$expand=TotalsOfYear($expand=Country)")).Status);

    /// <summary>The database first selects the rows of the page by an index and then looks up the related entities of only these
    /// rows.</summary>
    [Theory]
    [InlineData("Country")]
    [InlineData("CalendarYear")]
    [InlineData("TotalsOfYear")]
    [InlineData("DecadeStatistic")]
    [InlineData("DistinctName")]
    public async Task A_page_with_an_expanded_entity_uses_the_index(string name)
    {
        using var log = new SqlLog(server.ConnectionString);
        // No other test requests this page size, so no cached response is returned.
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync($"NameStatistics?$expand={name}&$select=Births&$top=17")).Status);
        var sql = Assert.Single(log.Statements, statement => statement.Contains("name_statistics_view", StringComparison.Ordinal));
        sql = Parameter().Replace(sql, "17");
        var plan = string.Join('\n', (await server.SqlAsync($"EXPLAIN (COSTS OFF) {sql}")).Select(row => row[0]));
        Assert.Matches(@"Limit\n.*Index (Only )?Scan using uq_name_stats on name_statistics", plan);
    }

    /// <summary>Returns the navigation properties of each entity set with their referential constraints.</summary>
    private async Task<List<(string Set, string Name, string Target, List<(string Own, string Referenced)> Constraint)>> RelationsAsync()
    {
        var metadata = XDocument.Parse(await server.Client.GetStringAsync("/odata/$metadata"));
        string Named(XElement element, string attribute) => (string)element.Attribute(attribute)!;
        var types = metadata.Descendants(Edm + "EntityType").ToDictionary(type => $"BabyNames.{Named(type, "Name")}");
        return
        [
            .. metadata
                .Descendants(Edm + "NavigationPropertyBinding")
                .Select(binding =>
                {
                    var (set, name) = (binding.Parent!, Named(binding, "Path"));
                    var relation = types[Named(set, "EntityType")]
                        .Elements(Edm + "NavigationProperty")
                        .Single(declared => Named(declared, "Name") == name);
                    var pairs = relation.Elements(Edm + "ReferentialConstraint");
                    return (
                        Named(set, "Name"),
                        name,
                        Named(binding, "Target"),
                        pairs.Select(pair => (Named(pair, "Property"), Named(pair, "ReferencedProperty"))).ToList()
                    );
                }),
        ];
    }

    private static string Key(JsonElement row, IEnumerable<string> names) =>
        string.Join('/', names.Select(name => $"{row.GetProperty(name)}"));

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();
}
