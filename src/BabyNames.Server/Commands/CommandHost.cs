using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Audit;
using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using BabyNames.Server.Datasets;
using BabyNames.Server.Hosting;
using BabyNames.Server.Jobs;

namespace BabyNames.Server.Commands;

/// <summary>The services of the server without its front ends. Commands use them with the same settings and database as the
/// server.</summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ServerDatabase _database;

    private CommandHost(IHost host, ServerDatabase database) => (_host, _database) = (host, database);

    /// <summary>The services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Creates the services and opens the database.</summary>
    /// <param name="configure">Adds the services of the command; null if it needs no others.</param>
    /// <exception cref="StartupException">A setting is invalid, or the database is not available.</exception>
    public static async Task<CommandHost> OpenAsync(CancellationToken cancellationToken, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // Standard output has only the result of the command. The log has only errors, on standard error.
        builder.Configuration["Logging:LogLevel:BabyNames"] = nameof(LogLevel.Error);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var options = builder.AddSettings<DatabaseOptions>("Database");
        builder.AddAccess();
        builder.AddApiKeys();
        builder.AddDatasets();
        builder.AddJobs();
        // A service of AddJobs needs it.
        builder.AddSettings<ConnectionOptions>("Connections");
        builder.Services.AddSingleton<Shutdown>();
        configure?.Invoke(builder);
        builder.CheckSettings();
        var database = await ServerDatabase.JoinAsync(builder.Configuration, options, cancellationToken);
        builder.AddDatabase(database);
        return new(builder.Build(), database);
    }

    /// <summary>Checks that there is a database, for commands that must not create a private PostgreSQL.</summary>
    /// <exception cref="StartupException">There is no database.</exception>
    public static void RequireDatabase(IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration["Database:Path"] ?? new DatabaseOptions().Path);
        if (
            configuration.GetConnectionString("BabyNames") is null or ""
            && !(Directory.Exists(folder) && PostgresFolder.Choose(folder).IsCreated)
        )
            throw new StartupException(
                $"There is no database: ConnectionStrings__BabyNames is not set, and {folder} has no PostgreSQL. Run the command with the "
                    + "settings of the server, in its folder."
            );
    }

    /// <summary>Runs an action of an admin and records it with the user of the command line.</summary>
    public async Task RecordAsync(string action, string subject, Func<Task> run, CancellationToken cancellationToken) =>
        await Services
            .GetRequiredService<AuditLog>()
            .RecordAsync(
                Actor.CommandLine,
                action,
                subject,
                async () =>
                {
                    await run();
                    return (true, subject);
                },
                cancellationToken
            );

    /// <summary>Disposes the services and stops a private database that this process started.</summary>
    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _database.DisposeAsync();
    }
}
