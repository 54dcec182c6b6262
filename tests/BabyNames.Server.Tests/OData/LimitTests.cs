using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using BabyNames.Server.ODataSetup;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>A server that waits for its database not at all long.</summary>
public sealed class ImpatientServer() : ServerFixture("--Access:AnonymousReading", "true", "--OData:ExecutionTime", "00:00:00.3", "--OData:PageSize", "3");

public class LimitTests(ImpatientServer server) : IClassFixture<ImpatientServer>
{
    [Fact]
    public void Defaults_are_these()
    {
        var limits = new ODataLimits();
        Assert.Equal(10_000, limits.PageSize);
        Assert.Equal(500, limits.FilterNodes);
        Assert.Equal(10, limits.FunctionDepth);
        Assert.Equal(8, limits.OrderByProperties);
        Assert.Equal(TimeSpan.FromSeconds(30), limits.ExecutionTime);
    }

    [Fact]
    public void Settings_beyond_their_bounds_are_refused()
    {
        ODataLimits[] all =
        [
            new() { PageSize = 0 }, new() { FilterNodes = 0 }, new() { FunctionDepth = 0 }, new() { OrderByProperties = 0 },
            new() { ExecutionTime = TimeSpan.Zero }, new() { ExecutionTime = TimeSpan.FromDays(1) },
        ];
        foreach (var limits in all)
            Assert.Throws<ValidationException>(() => Validator.ValidateObject(limits, new(limits), validateAllProperties: true));
    }

    [Fact]
    public async Task A_page_has_as_many_rows_as_set()
    {
        var page = await server.GetJsonAsync("/odata/Countries?$top=4");
        Assert.Equal(3, page.GetProperty("value").GetArrayLength());
        Assert.Contains("$top=1&", page.GetProperty("@odata.nextLink").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_takes_too_long_is_given_up()
    {
        await using var connection = await server.Databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = connection.CreateCommand();
        locking.CommandText = "LOCK TABLE countries IN ACCESS EXCLUSIVE MODE";
        await locking.ExecuteNonQueryAsync();
        using var response = await server.Client.GetAsync("/odata/Countries");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("BN504", JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    /// <summary>The client reads nothing until the time is over: much more is to come than the network holds.</summary>
    [Fact]
    public async Task What_is_sent_while_it_is_read_and_takes_too_long_is_broken_off()
    {
        await server.SqlAsync("""
            WITH us AS (SELECT id FROM countries WHERE code = 'US'), file AS (
                INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
                SELECT id, 'many.csv', 'nowhere', 1, 'us_ssa', repeat('0', 64) FROM us RETURNING id, country_id)
            INSERT INTO names (dataset_id, country_id, year, name, gender, count)
            SELECT file.id, country_id, 1990, 'Name ' || i, 'F', 5 FROM file, generate_series(1, 200000) i
            """);
        using var response = await server.Client.GetAsync("/odata/Names?$format=csv", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }
}
