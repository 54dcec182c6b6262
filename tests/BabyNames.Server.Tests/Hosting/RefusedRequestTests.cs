using System.Collections.Concurrent;
using System.Net;
using BabyNames.Data;
using BabyNames.Server.Access;
using BabyNames.Server.Hosting;
using BabyNames.Server.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BabyNames.Server.Tests.Hosting;

/// <summary>Tests the messages of refused requests.</summary>
public sealed class RefusedRequestTests : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private string _database = "";

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await using var databases = new Databases(new(_database));
        await TestKeys.AddToAsync(databases);
    }

    public async Task DisposeAsync()
    {
        await TestDatabase.DropAsync(_database);
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task A_refused_request_has_a_line_with_its_address_and_key()
    {
        await using var server = await Executable.ServeAsync(
            _folder,
            "--ConnectionStrings:BabyNames",
            _database,
            "--Storage:Path",
            _folder,
            "--Access:AnonymousReading",
            "false",
            "--Telemetry:Prometheus",
            "true",
            "--Limits:TokenLimit",
            "100",
            "--Limits:TokensPerSecond",
            "1"
        );
        var (unknown, viewer) = (ApiKey.Create(), ApiKey.Parse(TestKeys.Viewer)!.KeyId);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/odata/%0AForged"));
        await server.PrintsAsync("The request GET /odata/%0AForged of 127.0.0.1 was refused with 401. Key: none");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "/odata", $"{unknown}"));
        await server.PrintsAsync($"The request GET /odata of 127.0.0.1 was refused with 401. Key: {unknown.KeyId} (not valid)");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "/metrics", TestKeys.Viewer));
        await server.PrintsAsync($"The request GET /metrics of 127.0.0.1 was refused with 403. Key: {viewer}");
        await Eventually.SeeAsync(
            () => StatusAsync(server, "/odata", TestKeys.Viewer),
            status => status == HttpStatusCode.TooManyRequests,
            "a limit to refuse the viewer"
        );
        await server.PrintsAsync($"The request GET /odata of 127.0.0.1 was refused with 429. Key: {viewer}");
        Assert.DoesNotContain("was not authenticated", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_refused_requests_the_first_ones_are_logged_and_the_others_are_counted()
    {
        var clock = new FakeTimeProvider();
        using var lines = new Lines();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(lines));
        using var refused = new RefusedRequests(clock, loggers.CreateLogger<RefusedRequests>());
        for (var interval = 0; interval < 2; interval++)
        {
            for (var i = 0; i < RefusedRequests.MaxLines + 5; i++)
                refused.Add(new DefaultHttpContext(), StatusCodes.Status401Unauthorized);
            Assert.Equal(RefusedRequests.MaxLines, lines.Written.Count);
            clock.Advance(RefusedRequests.Interval);
            Assert.Equal("In 10 s 5 more requests were refused.", lines.Written.Last());
            lines.Written.Clear();
        }
        refused.Add(new DefaultHttpContext(), StatusCodes.Status429TooManyRequests);
        clock.Advance(RefusedRequests.Interval);
        Assert.Single(lines.Written);
    }

    private static async Task<HttpStatusCode> StatusAsync(Executable server, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Stores the lines of a log.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Written.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
