using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.RateLimiting;

/// <summary>Tests the price of OData requests: one token for each row of the response and one for every hundred rows that the database
/// reads. There are 2,000 statistics of 1880, 942 of them of girls, and 36 of 2001.</summary>
public class ODataPriceTests(ODataPriceTests.ODataPriceFixture server) : IClassFixture<ODataPriceTests.ODataPriceFixture>
{
    private const int Budget = 1_000_000;
    private static int _clients;

    [Theory]
    [InlineData("NameStatistics/$count", 20)]
    [InlineData("NameStatistics/$count?$filter=Year eq 2001", 0)]
    [InlineData("NameStatistics/$count?$filter=CountryCode eq 'US' and Year eq 1880 and Gender eq 'F'", 9)]
    [InlineData("NameStatistics/$count?$filter=Country/Code eq 'US' and Year gt 1879 and Year le 1880", 20)]
    [InlineData("NameStatistics/$count?$filter=Decade eq 2000", 0)]
    [InlineData("NameStatistics/$count?$filter=length(Name) gt 3", 20)]
    [InlineData("NameStatistics/$count?$filter=length(Name) gt 3 and Year eq 2001", 0)]
    [InlineData("NameStatistics?$count=true&$top=1", 21)]
    [InlineData("NameStatistics?$top=1000", 1_000)]
    [InlineData("NameStatistics()?$top=1000", 1_000)]
    [InlineData("NameStatistics?$filter=contains(Name,'zzz')", 20)]
    [InlineData("NameStatistics?$filter=contains(Name,'zzz') and Year eq 2001", 0)]
    [InlineData("NameStatistics?$filter=Name in ('Mary','zzz')", 2)]
    [InlineData("NameStatistics?$orderby=Share desc&$top=3", 23)]
    [InlineData("NameStatistics?$orderby=CountryCode desc,Year desc&$top=3", 3)]
    [InlineData("NameStatistics?$filter=CountryCode eq 'US' and Year eq 1880 and Gender eq 'F'&$orderby=Births desc&$top=3", 3)]
    [InlineData("NameStatistics?$skip=1000&$top=3", 13)]
    [InlineData("NameStatistics?$apply=aggregate($count as N)", 1)]
    [InlineData("NameStatistics?$apply=filter(Year eq 1880)/groupby((Gender),aggregate(Births with sum as T))", 2)]
    [InlineData("NameStatistics?$apply=groupby((Gender),aggregate(Births mul 2 with sum as T))", 22)]
    [InlineData("NameStatistics?$apply=filter(Year eq 2001)/groupby((Gender),aggregate(Births mul 2 with sum as T))", 2)]
    [InlineData("NameStatistics/$filter(Year eq 2001)/$count", 0)]
    [InlineData("NameStatistics(CountryCode='US',Year=1880,Gender='F',Name='Mary')", 0)]
    [InlineData("YearTotals", 4)]
    [InlineData("PopularNames(country='US',year=1880,gender='F')?$top=3", 3)]
    [InlineData("NameTrend(name='Mary',country='US')", 2)]
    [InlineData("RisingNames(country='US',yearFrom=1880,yearTo=2001)?$top=5", 25)]
    [InlineData("GenderDistribution(names='Mary,Zzz',country='US')", 1)]
    [InlineData("NameStatistics?$format=csv&$filter=Year eq 2001", 36)]
    public async Task The_price_of_a_request_is_its_returned_rows_and_a_hundredth_of_its_read_rows(string resource, int price) =>
        await AssertSpentAsync(new(HttpMethod.Get, $"/odata/{resource}"), price);

    [Fact]
    public async Task The_price_of_a_search_is_a_hundredth_of_the_distinct_names()
    {
        var names = (int)(float)(await server.SqlAsync("SELECT reltuples FROM pg_class WHERE oid = 'searchable_names'::regclass"))[0][0];
        await AssertSpentAsync(new(HttpMethod.Get, "/odata/NameStatistics?$search=mary&$top=1"), 1 + names / 100);
    }

    [Fact]
    public async Task The_prices_of_the_documented_examples_are_as_documented()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "docs", "limits.md"));
        var section = document[document.IndexOf("## What a request costs", StringComparison.Ordinal)..];
        var examples = Regex.Matches(section, @"^\| `(?<request>[^`]+)` \| (?<cost>[\d,]+) \|$", RegexOptions.Multiline);
        Assert.Equal(7, examples.Count);
        foreach (Match example in examples)
        {
            var (request, cost) = (
                example.Groups["request"].Value,
                int.Parse(example.Groups["cost"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
            );
            if (request[0] != '{')
                await AssertSpentAsync(new(HttpMethod.Get, $"/odata/{request}"), cost);
            else
                Assert.Equal(cost, await ReportedAsync(request));
        }
    }

    private async Task<int> ReportedAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query }),
            Headers = { { "GraphQL-Cost", "validate" } },
        };
        using var answer = await SendAsync(Client(), request);
        var cost = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("extensions").GetProperty("operationCost");
        return cost.GetProperty("fieldCost").GetInt32() + cost.GetProperty("typeCost").GetInt32();
    }

    [Fact]
    public async Task The_price_of_a_batch_is_the_sum_of_its_requests() =>
        await AssertSpentAsync(
            new(HttpMethod.Post, "/odata/$batch")
            {
                Content = JsonContent.Create(
                    new
                    {
                        requests = Enumerable
                            .Range(1, 3)
                            .Select(i => new
                            {
                                id = $"{i}",
                                method = "get",
                                url = $"NameStatistics()?$top={500 + i}",
                            }),
                    }
                ),
            },
            1_506
        );

    /// <summary>Before the query runs, the limiter charges the maximum price of the request. After the query, the limiter returns the
    /// tokens that the response does not need.</summary>
    [Fact]
    public async Task The_price_is_charged_before_SQL_runs()
    {
        await using var locking = await server.Databases.Owner.OpenConnectionAsync();
        await using var locked = await locking.BeginTransactionAsync();
        await using (var command = locking.CreateCommand())
        {
            command.CommandText = "LOCK TABLE countries IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync();
        }
        var client = Client();
        var began = Stopwatch.StartNew();
        var request = SendAsync(client, new(HttpMethod.Get, "/odata/Countries?$top=5000"));
        await Eventually.SeeAsync(() => LeftAsync(client), left => left < Budget - 4_000, "the price to be charged");
        await locked.RollbackAsync();
        using var answer = await request;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var (rows, left) = (
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value").GetArrayLength(),
            await LeftAsync(client)
        );
        Assert.InRange(left, Budget - 10_000, Budget - rows + (int)began.Elapsed.TotalSeconds + 1);
        Assert.True(left > Budget - 4_000, $"The client has only {left} tokens.");
    }

    [Theory]
    [InlineData(@"/odata/$metadata\..\NameStatistics?$top=5")]
    [InlineData(@"/odata\NameStatistics")]
    [InlineData(@"/odata/x\..\NameStatistics/$count")]
    public async Task A_backslash_in_the_path_is_refused(string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        await client
            .GetStream()
            .WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync();
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("Mary", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backslash_in_the_path_of_a_batched_request_is_refused_and_in_a_key_is_accepted()
    {
        string[] urls =
        [
            @"$metadata\..\NameStatistics?$top=5",
            @"NameStatistics?$top=1&$filter=Name ne '\'",
            "NameStatistics(CountryCode='US',Year=2001,Gender='F',Name='%5Cn')",
        ];
        var batch = new
        {
            requests = urls.Select(
                (url, i) =>
                    new
                    {
                        id = $"{i}",
                        method = "get",
                        url,
                    }
            ),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/odata/$batch")
        {
            Content = JsonContent.Create(batch),
            Headers = { { "Prefer", "continue-on-error" } },
        };
        using var answer = await SendAsync(Client(), request);
        var answers = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses").EnumerateArray().ToList();
        Assert.Equal([400, 200, 200], answers.Select(part => part.GetProperty("status").GetInt32()));
        Assert.Contains("backslash", answers[0].ToString(), StringComparison.Ordinal);
    }

    private async Task AssertSpentAsync(HttpRequestMessage request, int price)
    {
        var began = Stopwatch.StartNew();
        var client = Client();
        using (request)
        using (var answer = await SendAsync(client, request))
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        // Each of the two requests costs 1 token, and the limiter adds 1 token each second.
        var spent = Budget - await LeftAsync(client);
        Assert.InRange(spent, price + 2 - (int)began.Elapsed.TotalSeconds - 1, price + 2);
    }

    private async Task<int> LeftAsync(string client)
    {
        using var answer = await SendAsync(client, new(HttpMethod.Get, "/odata/$metadata"));
        return int.Parse(answer.Headers.GetValues("RateLimit-Remaining").Single(), CultureInfo.InvariantCulture);
    }

    private async Task<HttpResponseMessage> SendAsync(string client, HttpRequestMessage request)
    {
        request.Headers.Add("X-Forwarded-For", client);
        return await server.Client.SendAsync(request);
    }

    /// <summary>Returns the address of a new client, which has spent no tokens.</summary>
    private static string Client() => Interlocked.Increment(ref _clients) is var number ? $"198.51.{number / 250}.{number % 250}" : "";

    /// <summary>A server with the rows of <see cref="NamesFixture"/>, no response cache, and a million tokens for each
    /// client.</summary>
    public sealed class ODataPriceFixture()
        : ServerFixture(
            "--Access:AnonymousReading",
            "true",
            "--Jobs:Enabled",
            "false",
            "--Proxies:Known",
            "127.0.0.1",
            "--GraphQL:ResponseCacheBytes",
            "0",
            "--Limits:TokenLimit",
            "1000000",
            "--Limits:TokensPerSecond",
            "1"
        ),
            IAsyncLifetime
    {
        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Some.CompletedAsync(Databases, [.. NamesFixture.Real(1880)]);
            await Some.CompletedAsync(Databases, [.. NamesFixture.MadeUp()]);
            await SqlAsync("ANALYZE searchable_names");
            await UpToDateAsync();
        }
    }
}
