using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Telemetry;

public class TelemetryTests(TelemetryFixture server) : IClassFixture<TelemetryFixture>
{
    [Fact]
    public async Task Traces_have_requests_and_their_SQL_and_no_key()
    {
        await Eventually.SeeAsync(
            () => Task.FromResult(server.Traces),
            traces =>
                traces.Contains("GET /odata/{**resource}", StringComparison.Ordinal)
                && traces.Contains("FROM countries", StringComparison.Ordinal),
            "requests and SQL in the traces"
        );
        // The collector receives traces in order, so after the last request it has all traces.
        using (await server.Client.GetAsync("/odata/Countries?last-of-all=1"))
        {
            await Eventually.SeeAsync(
                () => Task.FromResult(server.Traces),
                traces => traces.Contains("last-of-all=", StringComparison.Ordinal),
                "the last request in the traces"
            );
        }
        Assert.Contains("service.name", server.Traces, StringComparison.Ordinal);
        Assert.Contains("babynames", server.Traces, StringComparison.Ordinal);
        Assert.Contains("api_key=", server.Traces, StringComparison.Ordinal);
        AssertNoKey(server.Traces);
        Assert.DoesNotContain("/health", server.Traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_exported_and_have_no_key()
    {
        await Eventually.SeeAsync(
            () => Task.FromResult(server.Metrics),
            metrics => metrics.Contains("babynames.import.rows", StringComparison.Ordinal),
            "imported rows in the metrics"
        );
        AssertNoKey(server.Metrics);
    }

    [Fact]
    public async Task Only_the_keys_of_admins_and_monitors_can_read_the_Prometheus_metrics()
    {
        var metrics = await Eventually.SeeAsync(
            async () =>
            {
                await server.Client.GetJsonAsync("/graphql?query={nameStatistics{nodes{name}}}");
                return await (await ScrapeAsync(TestKeys.Admin)).Content.ReadAsStringAsync();
            },
            text =>
                text.Contains("babynames_jobs_due", StringComparison.Ordinal)
                && Value(text, "babynames_import_rows_total") > 0
                && Value(text, "babynames_response_cache_hits_total") > 0,
            "the file to be loaded and a response to be cached"
        );
        Assert.Equal(2, Value(metrics, "babynames_import_rows_total"));
        Assert.Equal(0, Value(metrics, "babynames_jobs_due"));
        Assert.True(Value(metrics, "babynames_response_cache_misses_total") >= 1, metrics);
        Assert.All(
            [
                "http_server_request_duration_seconds_bucket{",
                "db_client_operation_duration_seconds_bucket{",
                "babynames_import_duration_seconds_count",
                "dotnet_gc_last_collection_heap_size_bytes",
            ],
            name => Assert.Contains(name, metrics, StringComparison.Ordinal)
        );
        Assert.Contains("db_client_connection_pool_name=\"babynames api_readonly\"", metrics, StringComparison.Ordinal);
        AssertNoKey(metrics);
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized],
            [
                (await ScrapeAsync(TestKeys.Monitor)).StatusCode,
                (await ScrapeAsync(null)).StatusCode,
                (await ScrapeAsync(TestKeys.Viewer)).StatusCode,
                (await ScrapeAsync("bn_nonsense")).StatusCode,
            ]
        );
    }

    [Fact]
    public async Task The_metrics_are_those_that_dashboard_alarms_and_documentation_name()
    {
        var metrics = await Eventually.SeeAsync(
            async () => await (await ScrapeAsync(TestKeys.Monitor)).Content.ReadAsStringAsync(),
            text => text.Contains("babynames_statistics_last_refresh_timestamp_seconds ", StringComparison.Ordinal),
            "the first refresh in the metrics"
        );
        Assert.Equal(
            MonitoringFiles.DocumentedMetrics,
            Regex
                .Matches(metrics, @"^# TYPE (babynames_\w+) ", RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            MonitoringFiles.UsedMetrics,
            metric => Assert.True(Regex.IsMatch(metrics, $"^{metric}[{{ ]", RegexOptions.Multiline), $"/metrics has no {metric}.")
        );
        Assert.Equal(1, Value(metrics, "babynames_readiness"));
        Assert.InRange(Value(metrics, "babynames_storage_free_bytes"), 1, double.MaxValue);
        Assert.InRange(
            Value(metrics, "babynames_api_keys_next_expiry_timestamp_seconds"),
            DateTimeOffset.UtcNow.AddDays(364).ToUnixTimeSeconds(),
            DateTimeOffset.UtcNow.AddDays(367).ToUnixTimeSeconds()
        );
    }

    [Fact]
    public void The_log_is_JSON_with_requests_and_has_no_key_at_any_level()
    {
        var lines = server
            .Log.Split('\n')
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.All(
            ["Trace", "Debug", "Information"],
            level => Assert.Contains(lines, line => line.GetProperty("LogLevel").GetString() == level)
        );
        Assert.Contains(
            lines,
            line =>
                line.GetProperty("Category").GetString() == "Microsoft.AspNetCore.HttpLogging.HttpLoggingMiddleware"
                && line.GetProperty("State").GetProperty("Path").GetString() == "/odata/Countries"
        );
        Assert.Contains(
            lines,
            line => line.GetProperty("Category").GetString()!.Contains("ApiKeyAuthentication", StringComparison.Ordinal)
        );
        AssertNoKey(server.Log);
    }

    private async Task<HttpResponseMessage> ScrapeAsync(string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        return await server.Client.SendAsync(request);
    }

    private static double Value(string metrics, string name) =>
        Regex.Match(metrics, $@"^{name}(?:{{[^}}]*}})? ([0-9.e+-]+)", RegexOptions.Multiline) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Asserts that the text contains no API key and no secret part of a key, neither plain nor Base64-encoded as in Basic
    /// authentication.</summary>
    private void AssertNoKey(string text)
    {
        foreach (var key in server.Sent.Append(TestKeys.Admin))
        {
            var secret = key.Split('_')[2];
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{key}")), text, StringComparison.Ordinal);
        }
    }
}
