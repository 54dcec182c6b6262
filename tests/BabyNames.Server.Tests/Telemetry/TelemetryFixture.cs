using System.Text;
using BabyNames.Data;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Telemetry;

/// <summary>Runs the executable with all telemetry, sends requests with keys and loads a file. The server writes its log as JSON at the
/// level Trace and sends traces and metrics to a collector.</summary>
public sealed class TelemetryFixture : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private Collector? _collector;
    private Executable? _server;
    private string _database = "";

    public HttpClient Client => _server!.Client;

    public string Log => _server!.Output;

    public string Traces => _collector!.Received("traces");

    public string Metrics => _collector!.Received("metrics");

    /// <summary>The keys in the requests: the key of a viewer, and a key that does not exist.</summary>
    public IReadOnlyList<string> Sent { get; } = [TestKeys.Viewer, ApiKey.Create().ToString()];

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await using (var databases = new Databases(new(_database)))
        {
            await TestKeys.AddToAsync(databases);
            // The metric of the next key that ends has no value otherwise.
            await databases.Owner.SqlAsync("UPDATE api_keys SET expires_at = NOW() + INTERVAL '1 year' WHERE role = 'monitor'");
        }
        _collector = await Collector.StartAsync();
        _server = await Executable.ServeAsync(
            _folder,
            [
                "--ConnectionStrings:BabyNames",
                _database,
                "--Storage:Path",
                _folder,
                "--Telemetry:Prometheus",
                "true",
                "--Logging:Console:FormatterName",
                "json",
                "--Logging:LogLevel:Default",
                "Trace",
                "--Logging:LogLevel:BabyNames",
                "Trace",
                "--Logging:LogLevel:BabyNames.Server.Access.ApiKeyAuthentication",
                "Trace",
                "--Logging:LogLevel:Microsoft.Hosting.Lifetime",
                "Trace",
                "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics",
                "Trace",
                "--OTEL_EXPORTER_OTLP_ENDPOINT",
                _collector.Address,
                "--OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf",
                "--OTEL_BSP_SCHEDULE_DELAY",
                "100",
                "--OTEL_METRIC_EXPORT_INTERVAL",
                "200",
            ]
        );
        await _server.Client.AcceptedAsync("yob2023.txt", "Emma,F,10\nLiam,M,12\n"u8.ToArray(), TestKeys.Admin);
        foreach (var key in Sent)
            await SendAsync(key);
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _collector!.DisposeAsync();
        await TestDatabase.DropAsync(_database);
        TestFolder.Delete(_folder);
    }

    /// <summary>Sends the key in every position that accepts a key, in some positions that do not, and with requests that fail.</summary>
    private async Task SendAsync(string key)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{key}"));
        foreach (
            var path in new[]
            {
                "/odata/Countries?$top=1",
                "/odata/Nothing",
                "/odata/Countries?$filter=nonsense(",
                "/graphql?query={names{nodes{name}}}",
                "/nowhere",
            }
        )
        {
            await AskAsync(path, request => request.Headers.Authorization = new("Bearer", key));
            await AskAsync(path, request => request.Headers.Authorization = new("Basic", basic));
            await AskAsync(path, request => request.Headers.Add("X-Api-Key", key));
            await AskAsync($"{path}{(path.Contains('?') ? '&' : '?')}api_key={key}", _ => { });
        }
        try
        {
            await using var socket = await RawSocket.ReadyAsync(Client.BaseAddress!, key);
        }
        catch (Xunit.Sdk.EqualException)
        {
            // The server closes the socket of a key that does not exist.
        }
    }

    private async Task AskAsync(string address, Action<HttpRequestMessage> sign)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        sign(request);
        using var answer = await Client.SendAsync(request);
    }
}
