using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using BabyNames.Server.Datasets;
using BabyNames.Server.GraphQLSetup;
using BabyNames.Server.Health;
using BabyNames.Server.Hosting;
using BabyNames.Server.Jobs;
using BabyNames.Server.ODataSetup;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Web;

namespace BabyNames.Server;

/// <summary>The running server: the web application and its database.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const string DefaultUrl = "http://localhost:5080";

    private readonly ServerDatabase _database;

    private Server(WebApplication app, ServerDatabase database) => (App, _database) = (app, database);

    /// <summary>The web application.</summary>
    public WebApplication App { get; }

    /// <summary>Opens the database, migrates it and starts the server.</summary>
    /// <param name="args">Settings in the form <c>--Section:Name value</c>. They override environment variables and
    /// appsettings.json.</param>
    /// <exception cref="StartupException">The server cannot start with its configuration.</exception>
    public static Task<Server> StartAsync(string[] args, CancellationToken cancellationToken) =>
        StartAsync(args, TimeProvider.System, cancellationToken);

    /// <param name="clock">Clock of the server.</param>
    /// <inheritdoc cref="StartAsync(string[], CancellationToken)"/>
    public static async Task<Server> StartAsync(string[] args, TimeProvider clock, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var options = builder.AddSettings<DatabaseOptions>("Database");
        builder.Services.AddSingleton(clock);
        AddFeatures(builder, options);
        builder.CheckSettings();
        if (builder.Configuration["urls"] is null)
            builder.WebHost.UseUrls(DefaultUrl);
        UnsafeSettings.Check(builder);
        var database = await ServerDatabase.OpenAsync(builder.Configuration, options, cancellationToken);
        try
        {
            if (database.IsPrivate)
                options.SamplePath ??= Path.Combine("samples", "data");
            var server = new Server(Build(builder, database), database);
            var firstRun = server.App.Services.GetRequiredService<FirstRun>();
            firstRun.CloseStorage();
            await firstRun.PrepareSchemaAsync(cancellationToken);
            await server.App.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server, then its private database.</summary>
    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static void AddFeatures(WebApplicationBuilder builder, DatabaseOptions database)
    {
        builder.AddHosting();
        builder.AddCompression();
        builder.AddAccess();
        builder.AddApiKeys();
        builder.AddLimits(database.ReaderConnections);
        builder.AddDatasets();
        builder.AddJobs();
        builder.AddGraphQLApi();
        builder.AddIde();
        builder.AddODataService();
        builder.AddReadiness();
        builder.AddTelemetry();
    }

    private static WebApplication Build(WebApplicationBuilder builder, ServerDatabase database)
    {
        builder.AddDatabase(database);

        var app = builder.Build();
        app.UseHosting();
        app.UseRequestLog();
        app.UseResponseCompression();
        app.UseIde();
        app.UseExplorerAssets();
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseLimits();
        app.UseAuthorization();
        app.MapHealth();
        app.MapReadiness();
        app.MapMetrics();
        app.MapGraphQLApi();
        app.MapConnect();
        app.MapODataService();
        app.MapExplorer();
        return app;
    }
}
