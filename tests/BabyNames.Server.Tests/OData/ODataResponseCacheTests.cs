using System.Net;
using System.Text.Json;
using BabyNames.Data.Statistics;
using BabyNames.Server.Notifications;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests cached responses, which are valid until the data version changes.</summary>
public class ODataResponseCacheTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("NameStatistics?$top=3&$orderby=Births desc")]
    [InlineData("NameStatistics/$count?$filter=Year eq 1880")]
    [InlineData("NameStatistics?$top=3&$expand=Country")]
    [InlineData("NameStatistics(CountryCode='US',Year=1880,Gender='F',Name='Mary')")]
    [InlineData("GenderProbabilities?$top=3")]
    [InlineData("YearTotals?$top=3")]
    [InlineData("Decades?$top=3")]
    public async Task A_repeated_request_runs_no_SQL(string path)
    {
        await VersionAsync();
        var (_, first, response) = await server.AskAsync(path);
        using var log = new SqlLog(server.ConnectionString);
        var (_, again, repeated) = await server.AskAsync(path);
        Assert.Equal(first, again);
        Assert.Equal(Headers(response), Headers(repeated));
        Assert.Empty(log.Statements);
        Assert.NotNull(response.Headers.ETag);
    }

    [Theory]
    [InlineData("Names?$top=3")]
    [InlineData("Countries")]
    [InlineData("Datasets")]
    public async Task A_response_without_a_data_version_is_not_cached(string path)
    {
        await VersionAsync();
        await server.AskAsync(path);
        using var log = new SqlLog(server.ConnectionString);
        var (_, _, response) = await server.AskAsync(path);
        Assert.NotEmpty(log.Statements);
        Assert.Null(response.Headers.ETag);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Each_format_and_preference_is_cached_separately()
    {
        await VersionAsync();
        const string path = "NameStatistics?$top=2";
        (string, string)[] kinds =
        [
            ("Accept", "application/json;odata.metadata=none"),
            ("Accept", "application/json;IEEE754Compatible=true"),
            ("Prefer", "maxpagesize=1"),
            ("OData-MaxVersion", "4.01"),
            ("Accept", ""),
        ];
        var answers = new List<(string Body, string Tag)>();
        foreach (var kind in kinds.Concat(kinds))
        {
            var (_, body, response) = await server.AskAsync(path, kind);
            answers.Add((body, response.Headers.ETag!.Tag));
        }
        Assert.Equal(answers.Take(kinds.Length), answers.Skip(kinds.Length));
        Assert.Equal(kinds.Length, answers.Select(answer => answer.Body).Distinct().Count());
        Assert.Equal(kinds.Length, answers.Select(answer => answer.Tag).Distinct().Count());
    }

    [Fact]
    public async Task A_request_with_the_current_ETag_gets_304_until_the_data_change()
    {
        await VersionAsync();
        const string path = "NameStatistics?$filter=Name eq 'Mary' and Year eq 1880 and Gender eq 'F'&$select=Births";
        var (_, _, first) = await server.AskAsync(path);
        var tag = first.Headers.ETag!.ToString();
        Assert.StartsWith("W/\"", tag, StringComparison.Ordinal);
        Assert.Equal("no-cache, private", first.Headers.CacheControl!.ToString());
        Assert.Superset(new HashSet<string>(["Accept", "Prefer", "OData-MaxVersion", "Authorization"]), first.Headers.Vary.ToHashSet());
        foreach (var ifNoneMatch in (string[])[tag, $"\"x\", {tag}", "*"])
        {
            var (status, body, response) = await server.AskAsync(path, ("If-None-Match", ifNoneMatch));
            Assert.Equal((HttpStatusCode.NotModified, ""), (status, body));
            Assert.Equal(tag, response.Headers.ETag!.ToString());
            Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
        }
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync(path + ",Name", ("If-None-Match", tag))).Status);
        await server.SqlAsync("UPDATE names SET count = count + 1 WHERE name = 'Mary' AND year = 1880 AND gender = 'F'");
        await server.SqlAsync("INSERT INTO changed_cells SELECT id, 1880, 'F' FROM areas WHERE code = 'US'");
        var births = Births(first);
        await new StatisticsRefresher(server.Databases).RefreshIfDueAsync(CancellationToken.None);
        await server.UpToDateAsync();
        var (changed, _, newer) = await server.AskAsync(path, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.NotEqual(tag, newer.Headers.ETag!.ToString());
        Assert.Equal(births + 1, Births(newer));
    }

    [Fact]
    public async Task A_POST_request_is_not_answered_from_the_cache()
    {
        await VersionAsync();
        await server.AskAsync("YearTotals");
        using var response = await server.Client.PostAsync("/odata/YearTotals", content: null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    private static long Births(HttpResponseMessage response) =>
        JsonDocument
            .Parse(response.Content.ReadAsStringAsync().Result)
            .RootElement.GetProperty("value")[0]
            .GetProperty("Births")
            .GetInt64();

    private static IEnumerable<string> Headers(HttpResponseMessage response) =>
        response
            .Headers.Concat(response.Content.Headers)
            .Where(header => header.Key != "Date" && !header.Key.StartsWith("RateLimit", StringComparison.Ordinal))
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}")
            .Order();

    private Task VersionAsync() =>
        Eventually.SeeAsync(
            () => Task.FromResult(server.Services.GetRequiredService<DataVersion>().Current),
            version => version is not null,
            "the data version to be known"
        );
}
