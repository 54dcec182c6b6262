using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BabyNames.Server.Tests.Telemetry;

/// <summary>Receives telemetry by OTLP over HTTP. Texts are unencoded in protobuf, so the collector stores the bodies as text.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StringBuilder> _received = [];
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    /// <summary>The status of the next responses.</summary>
    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public string Address => _app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    /// <param name="signal">The kind of telemetry: <c>traces</c> or <c>metrics</c>.</param>
    public string Received(string signal)
    {
        if (!_received.TryGetValue(signal, out var texts))
            return "";
        lock (texts)
            return texts.ToString();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http, string signal)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var texts = _received.GetOrAdd(signal, _ => new());
        lock (texts)
            texts.Append(Encoding.Latin1.GetString(body.ToArray()));
        http.Response.StatusCode = (int)Status;
    }
}
