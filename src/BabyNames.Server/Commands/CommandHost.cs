using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Audit;
using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using BabyNames.Server.Datasets;
using BabyNames.Server.Jobs;

namespace BabyNames.Server.Commands;

/// <summary>The services of the server without its front ends, for a command, with the same settings and database.</summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ServerDatabase _database;

    private CommandHost(IHost host, ServerDatabase database) => (_host, _database) = (host, database);

    public IServiceProvider Services => _host.Services;

    /// <exception cref="StartupException">The database is not available.</exception>
    public static async Task<CommandHost> OpenAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // The command prints its result; the log is for unexpected errors.
        builder.Configuration["Logging:LogLevel:BabyNames"] = nameof(LogLevel.Error);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var options = builder.AddSettings<DatabaseOptions>("Database");
        builder.AddAccess();
        builder.AddApiKeys();
        builder.AddDatasets();
        builder.AddJobs();
        builder.CheckSettings();
        var database = await ServerDatabase.JoinAsync(builder.Configuration, options, cancellationToken);
        builder.AddDatabase(database);
        return new(builder.Build(), database);
    }

    /// <summary>Runs an action of an admin and records it for the user of the command line.</summary>
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

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _database.DisposeAsync();
    }
}
