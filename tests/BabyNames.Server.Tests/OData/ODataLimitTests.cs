using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using BabyNames.ODataEngine;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>A server with pages of 3 rows and a time limit of 0.3 seconds. Its clock advances only when a test advances it.</summary>
public sealed class ODataLimitFixture()
    : FrozenClockFixture("--Access:AnonymousReading", "true", "--OData:ExecutionTimeout", "00:00:00.3", "--OData:MaxPageSize", "3");

public class ODataLimitTests(ODataLimitFixture server) : IClassFixture<ODataLimitFixture>
{
    [Fact]
    public void The_default_limits_are_the_documented_ones()
    {
        var limits = new ODataLimits();
        Assert.Equal(10_000, limits.MaxPageSize);
        Assert.Equal(1_000_000, limits.MaxSkip);
        Assert.Equal(6_000, limits.MaxUriLength);
        Assert.Equal(500, limits.MaxFilterNodes);
        Assert.Equal(1_000, limits.MaxListValues);
        Assert.Equal(10, limits.MaxFunctionDepth);
        Assert.Equal(8, limits.MaxOrderByProperties);
        Assert.Equal(TimeSpan.FromSeconds(30), limits.ExecutionTimeout);
    }

    [Fact]
    public void A_limit_out_of_bounds_is_refused()
    {
        ODataLimits[] all =
        [
            new() { MaxPageSize = 0 },
            new() { MaxSkip = -1 },
            new() { MaxUriLength = 6_001 },
            new() { MaxFilterNodes = 0 },
            new() { MaxListValues = 0 },
            new() { MaxFunctionDepth = 0 },
            new() { MaxOrderByProperties = 0 },
            new() { ExecutionTimeout = TimeSpan.Zero },
            new() { ExecutionTimeout = TimeSpan.FromDays(1) },
        ];
        foreach (var limits in all)
            Assert.Throws<ValidationException>(() => Validator.ValidateObject(limits, new(limits), validateAllProperties: true));
    }

    [Fact]
    public async Task A_page_has_the_configured_number_of_rows()
    {
        var page = await server.GetJsonAsync("/odata/Countries?$top=4");
        Assert.Equal(3, page.GetProperty("value").GetArrayLength());
        Assert.Contains("$top=1&", page.GetProperty("@odata.nextLink").GetString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, HttpStatusCode, string> Refused =>
        new()
        {
            { "$skip=1000001", HttpStatusCode.BadRequest, "The maximum of $skip is 1000000 (OData:MaxSkip). Follow @odata.nextLink" },
            { $"$filter=Name eq '{new string('x', 6_000)}'", HttpStatusCode.RequestUriTooLong, "the maximum is 6000 (OData:MaxUriLength)" },
            {
                $"$filter={string.Join(" and ", Enumerable.Repeat("Year ne 1", 200))}",
                HttpStatusCode.BadRequest,
                "more than 500 operands (OData:MaxFilterNodes)"
            },
            {
                $"$filter=length(Name) eq 1 or {string.Join(" or ", Enumerable.Repeat("Year ne 1", 250))}",
                HttpStatusCode.BadRequest,
                "more than 500 operands"
            },
            {
                $"$orderby={string.Concat(Enumerable.Repeat("trim(", 11))}Name{new string(')', 11)}",
                HttpStatusCode.BadRequest,
                "Functions are nested more than 10 deep"
            },
            {
                $"$orderby={string.Join(',', Enumerable.Range(0, 9).Select(i => $"Year add {i}"))}",
                HttpStatusCode.BadRequest,
                "$orderby: The maximum is 8 expressions"
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task The_error_of_a_refused_query_names_the_limit_and_the_fix(string query, HttpStatusCode status, string message)
    {
        using var response = await server.Client.GetAsync($"/odata/NameStatistics?{query}");

        Assert.Contains(
            message,
            System.Text.RegularExpressions.Regex.Unescape(await response.Content.ReadAsStringAsync()),
            StringComparison.Ordinal
        );
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task The_next_link_of_the_longest_query_can_be_followed()
    {
        var filter = $"concat(Name,'{new string('x', 5_800)}') ne null";
        var page = await server.GetJsonAsync($"/odata/Countries?$filter={filter}&$orderby=Code");
        var next = page.GetProperty("@odata.nextLink").GetString()!;

        Assert.Equal(1, (await server.GetJsonAsync(next)).GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task An_order_by_values_too_long_for_a_skiptoken_is_refused()
    {
        using var response = await server.Client.GetAsync($"/odata/Countries?$orderby=concat(Code,'{new string('x', 3_000)}')");

        Assert.Contains("too long for a skip token", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("countries", "NameStatistics?$filter=Country/Name eq 'United States'", HttpStatusCode.GatewayTimeout)]
    [InlineData(
        "name_statistics",
        "NameStatistics?$apply=filter(CountryCode eq 'US')/groupby((Year),aggregate(Births with sum as Total))",
        HttpStatusCode.OK
    )]
    [InlineData(
        "name_statistics",
        "NameStatistics?$apply=compute(Year div 10 as Ten)/groupby((Ten,Gender),aggregate(Births with average as A,$count as "
            + "N,Births with max as H))",
        HttpStatusCode.OK
    )]
    [InlineData(
        "name_statistics",
        "NameStatistics?$apply=groupby((Year),aggregate(Births mul 2 with sum as Total))",
        HttpStatusCode.GatewayTimeout
    )]
    [InlineData(
        "name_statistics",
        "NameStatistics?$apply=groupby((Year),aggregate(Year with sum as Total))",
        HttpStatusCode.GatewayTimeout
    )]
    [InlineData(
        "name_statistics",
        "NameStatistics?$apply=filter(Name eq 'Mary')/groupby((Year),aggregate(Births with sum as Total))",
        HttpStatusCode.GatewayTimeout
    )]
    public async Task A_query_reads_only_the_tables_that_it_needs(string locked, string path, HttpStatusCode status)
    {
        await using var connection = await server.Databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = connection.CreateCommand();
        locking.CommandText = $"LOCK TABLE {locked} IN ACCESS EXCLUSIVE MODE";
        await locking.ExecuteNonQueryAsync();

        using var response = await AskAsync(path, isHeldUp: status == HttpStatusCode.GatewayTimeout);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_query_above_the_time_limit_gets_504()
    {
        await using var connection = await server.Databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = connection.CreateCommand();
        locking.CommandText = "LOCK TABLE countries IN ACCESS EXCLUSIVE MODE";
        await locking.ExecuteNonQueryAsync();
        using var response = await AskAsync("Countries", isHeldUp: true);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(
            "BN504",
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetString()
        );
    }

    /// <summary>The client does not read the body before the time limit is over. The response is much larger than the network
    /// buffers.</summary>
    [Fact]
    public async Task A_streamed_response_above_the_time_limit_is_aborted()
    {
        await server.SqlAsync(
            """
            WITH us AS (SELECT id FROM countries WHERE code = 'US'), file AS (
                INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
                SELECT id, 'many.csv', 'nowhere', 1, 'us_ssa', repeat('0', 64) FROM us RETURNING id, country_id)
            INSERT INTO names (dataset_id, country_id, area_id, year, name, gender, count)
            SELECT file.id, country_id, (SELECT id FROM areas WHERE code = 'US'), 1990, 'Name ' || i, 'F', 5
                FROM file, generate_series(1, 200000) i
            """
        );
        using var response = await server.Client.GetAsync("/odata/Names?$format=csv", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        server.Clock.Advance(TimeSpan.FromSeconds(0.3));
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a request. If the request is held up, advances the clock by the time limit once the database blocks the
    /// query.</summary>
    private async Task<HttpResponseMessage> AskAsync(string path, bool isHeldUp)
    {
        var answer = server.Client.GetAsync($"/odata/{path}");
        if (isHeldUp)
        {
            await Eventually.SeeAsync(
                () =>
                    server.Databases.Owner.OneAsync<long>(
                        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = CURRENT_DATABASE() "
                            + "AND application_name = 'babynames api_readonly' AND wait_event_type = 'Lock'"
                    ),
                waiting => waiting >= 1,
                "the request to wait for the lock"
            );
            server.Clock.Advance(TimeSpan.FromSeconds(0.3));
        }
        return await Eventually.EndAsync(answer, "the response");
    }
}
