using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests the data version that responses state, and the version that clients require.</summary>
public sealed class DataVersionTests(DataVersionFixture server) : IClassFixture<DataVersionFixture>
{
    private const string Query = "{ nameStatistics(first: 1) { nodes { name } } }";

    public static TheoryData<string> Addresses =>
        [
            "/odata/NameStatistics?$top=1",
            "/odata/NameStatistics?$top=1&$count=true",
            "/odata/NameStatistics?$format=csv",
            "/odata/NameStatistics/$count",
            "/odata/NameStatistics?$apply=aggregate(Births with sum as Total)",
            "/odata/NameStatistics?$search=emma",
            "/odata/PopularNames(country='US',year=1880)?$top=1",
            "/odata/Countries('US')",
            "/odata/Countries('US')/Name",
            $"/graphql?query={Query}",
            "/graphql?query={ a: nameStatistics(first: 1) { totalCount nodes { name } } b: names { nodes { name } } }",
            "/graphql?query={ nameSearch(query: \"ema\") { name } }",
        ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Each_response_states_the_data_version_also_from_the_cache(string address)
    {
        var current = await CurrentAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var response = await server.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(current, VersionOf(response));
            if (response.Content.Headers.ContentType!.MediaType is "application/json")
            {
                var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
                var stated = body.TryGetProperty("extensions", out var extensions)
                    ? extensions.GetProperty("dataVersion")
                    : body.GetProperty("@BabyNames.DataVersion");
                Assert.Equal(current, stated.GetInt64());
            }
        }
    }

    [Fact]
    public async Task A_response_that_reads_no_data_states_no_version()
    {
        using var response = await server.Client.GetAsync("/graphql?query={ __typename }");
        Assert.False(response.Headers.Contains("Data-Version"));
        Assert.Equal("""{"data":{"__typename":"Query"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/odata/NameStatistics?$top=1", "error.code")]
    [InlineData("/odata/NameStatistics?$format=csv", "error.code")]
    [InlineData($"/graphql?query={Query}", "errors.0.extensions.code")]
    public async Task A_version_that_does_not_exist_yet_is_refused_with_503(string address, string path)
    {
        using var response = await GetAsync(address, (await CurrentAsync() + 1).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("BN503", await CodeAsync(response, path));
    }

    [Theory]
    [InlineData("/odata/NameStatistics?$top=1", "error.code", "BN400")]
    [InlineData($"/graphql?query={Query}", "errors.0.extensions.code", "HC0009")]
    public async Task A_header_that_is_not_a_version_is_refused_with_400(string address, string path, string code)
    {
        foreach (var version in new[] { "-1", "1.5", "latest", "99999999999999999999" })
        {
            using var response = await GetAsync(address, version);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal(code, await CodeAsync(response, path));
        }
    }

    [Fact]
    public async Task A_request_of_a_later_version_never_receives_an_older_one()
    {
        var next = await CurrentAsync() + 1;
        await server.SqlAsync("UPDATE statistics_state SET version = version + 1; NOTIFY babynames_statistics");
        // On a busy machine the notification can arrive after the time that the server waits.
        using var response = await Eventually.SeeAsync(
            () => GetAsync("/odata/NameStatistics?$top=1", next.ToString(CultureInfo.InvariantCulture)),
            response => response.StatusCode != HttpStatusCode.ServiceUnavailable,
            "the later version"
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(next, VersionOf(response));
    }

    [Fact]
    public async Task A_mutation_states_the_version_from_which_its_effect_is_visible()
    {
        var id = await server.IngestAsync("yob1881.txt", Samples.Year(1881));
        var mutations = new[]
        {
            ("reprocessDataset", ", reason: \"a test\"", true),
            ("deleteDataset", "", false),
            ("restoreDataset", "", true),
        };
        foreach (var (mutation, further, rows) in mutations)
        {
            var payload = (
                await server.DataAsync(
                    $$"""
                    mutation { {{mutation}}(input: { datasetId: "{{id}}"{{further}} }) { dataVersion errors { ... on Error { message } } } }
                    """,
                    key: server.AdminKey
                )
            ).GetProperty(mutation);
            Assert.True(payload.GetProperty("dataVersion").ValueKind == JsonValueKind.Number, payload.ToString());
            var version = payload.GetProperty("dataVersion").GetInt64().ToString(CultureInfo.InvariantCulture);
            using var response = await GetAsync("/odata/NameStatistics/$count?$filter=Year eq 1881", version);
            Assert.Equal(rows, await response.Content.ReadAsStringAsync() != "0");
        }
    }

    private static long VersionOf(HttpResponseMessage response) =>
        long.Parse(Assert.Single(response.Headers.GetValues("Data-Version")), CultureInfo.InvariantCulture);

    private static async Task<string?> CodeAsync(HttpResponseMessage response, string path)
    {
        var element = await response.Content.ReadFromJsonAsync<JsonElement>();
        foreach (var name in path.Split('.'))
            element = int.TryParse(name, out var index) ? element[index] : element.GetProperty(name);
        return element.GetString();
    }

    private async Task<long> CurrentAsync()
    {
        await server.UpToDateAsync();
        return (long)(await server.SqlAsync("SELECT version FROM statistics_state"))[0][0];
    }

    private async Task<HttpResponseMessage> GetAsync(string address, string minVersion)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Min-Data-Version", minVersion);
        return await server.Client.SendAsync(request);
    }
}

/// <summary>A server with the US file of 1880 that runs jobs.</summary>
public sealed class DataVersionFixture() : ServerFixture("--Access:AnonymousReading", "true"), IAsyncLifetime
{
    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await IngestAsync("yob1880.txt", Samples.Year(1880));
    }
}
