using BabyNames.Data;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.Database;

/// <summary>The database of this process: the database of the connection string, or a private one that runs as long as the
/// process.</summary>
internal sealed class ServerDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _private;

    private ServerDatabase(DatabaseConnections connections, EmbeddedPostgres? @private) =>
        (Connections, _private) = (connections, @private);

    /// <summary>The connection strings and the sizes of the pools.</summary>
    public DatabaseConnections Connections { get; }

    /// <summary>Whether this process has started a private database.</summary>
    public bool IsPrivate => _private is not null;

    /// <summary>The private database that this process has started; null if it uses another one.</summary>
    public EmbeddedPostgres? Private => _private;

    /// <summary>Opens the database of a server. Without a connection string it starts the private PostgreSQL.</summary>
    /// <exception cref="StartupException">The private PostgreSQL is not available.</exception>
    public static async Task<ServerDatabase> OpenAsync(
        IConfiguration configuration,
        DatabaseOptions options,
        CancellationToken cancellationToken
    )
    {
        if (configuration.GetConnectionString("BabyNames") is { Length: > 0 } configured)
            return new(options.Connections(configured, configuration), null);
        var started = await EmbeddedPostgres.StartAsync(Path.GetFullPath(options.Path), [], cancellationToken);
        return new(options.Connections(started.ConnectionString), started);
    }

    /// <summary>Opens the database of a command. Without a connection string it uses the private PostgreSQL of a running server, or starts
    /// it.</summary>
    /// <exception cref="StartupException">The private PostgreSQL is not available.</exception>
    public static async Task<ServerDatabase> JoinAsync(
        IConfiguration configuration,
        DatabaseOptions options,
        CancellationToken cancellationToken
    ) =>
        configuration.GetConnectionString("BabyNames") is null or ""
        && EmbeddedPostgres.FindRunning(Path.GetFullPath(options.Path)) is { } running
            ? new(options.Connections(running), null)
            : await OpenAsync(configuration, options, cancellationToken);

    /// <summary>Stops a private database that this process started.</summary>
    public ValueTask DisposeAsync() => _private?.DisposeAsync() ?? ValueTask.CompletedTask;
}
