using System.Net;
using System.Text.Json;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;
using BabyNames.Server.Tests.Telemetry;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>Tests the log of a server whose database, storage and collector of telemetry fail.</summary>
[Collection(FaultInjectionCollection.Name)]
public sealed class OutageLogTests(PostgresClusterFixture cluster) : IDisposable
{
    private readonly string _folder = TestFolder.Create();

    public void Dispose() => TestFolder.Delete(_folder);

    [Fact]
    public async Task An_outage_is_one_message_when_it_begins_and_one_when_it_ends()
    {
        var database = await cluster.CreateDatabaseAsync();
        await using (var databases = new Databases(new(database)))
            await TestKeys.AddToAsync(databases);
        await using var collector = await Collector.StartAsync();
        collector.Status = HttpStatusCode.BadRequest;
        // Nobody can write to the folder of uploads, because it is a file.
        var uploads = Path.Combine(_folder, "uploads");
        await File.WriteAllTextAsync(uploads, "");
        await using var server = await ServeAsync(database, collector.Address);
        await server.PrintsAsync("The check storage fails: the folder is not writable");
        await server.PrintsAsync("The check telemetry fails: traces and metrics cannot be sent to http://127.0.0.1");

        await cluster.StopAsync(immediately: true);
        try
        {
            await AssertUnavailableAsync(server);
            await server.PrintsAsync("The check database fails: the database does not respond");
            await AssertUnavailableAsync(server);
            File.Delete(uploads);
            collector.Status = HttpStatusCode.OK;
            await server.PrintsAsync("The check storage passes again");
            await server.PrintsAsync("The check telemetry passes again");
        }
        finally
        {
            await cluster.StartAsync();
        }
        await server.PrintsAsync("The check database passes again");
        await server.Client.DataAsync("{ countries { totalCount } }");
        Assert.Equal(0, await server.StopAsync());

        var lines = server.Output.Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [1301, 1301, 1301],
            lines.Where(line => line.GetProperty("LogLevel").GetString() is not "Information").Select(EventId)
        );
        Assert.Equal(3, lines.Count(line => EventId(line) == 1302));
        Assert.DoesNotContain(lines, line => line.TryGetProperty("Exception", out _));
        Assert.Contains(lines, line => EventId(line) == 1401 && line.GetRawText().Contains(" 503", StringComparison.Ordinal));
    }

    private static int EventId(JsonElement line) => line.GetProperty("EventId").GetInt32();

    private static async Task AssertUnavailableAsync(Executable server)
    {
        foreach (var path in new[] { "/graphql?query={countries{totalCount}}", "/odata/Countries", "/health/ready" })
        {
            using var response = await server.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }
    }

    private Task<Executable> ServeAsync(string database, string collector) =>
        Executable.ServeAsync(
            _folder,
            "--ConnectionStrings:BabyNames",
            database,
            "--Storage:Path",
            _folder,
            "--Logging:Console:FormatterName",
            "json",
            "--OTEL_EXPORTER_OTLP_ENDPOINT",
            collector,
            "--OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf",
            "--OTEL_METRIC_EXPORT_INTERVAL",
            "200"
        );
}
