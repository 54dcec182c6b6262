using BabyNames.Server.Configuration;

namespace BabyNames.Server.Database;

/// <summary>The database of this process: the database of the connection string, or a private one that runs as long as the
/// process.</summary>
internal sealed class ServerDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _private;

    private ServerDatabase(string connectionString, EmbeddedPostgres? @private) =>
        (ConnectionString, _private) = (connectionString, @private);

    /// <summary>The connection string.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether this process has started a private database.</summary>
    public bool IsPrivate => _private is not null;

    /// <summary>Opens the database of a server. Without a connection string it starts the private PostgreSQL.</summary>
    /// <exception cref="StartupException">The private PostgreSQL is not available.</exception>
    public static async Task<ServerDatabase> OpenAsync(
        IConfiguration configuration,
        DatabaseOptions options,
        CancellationToken cancellationToken
    )
    {
        if (configuration.GetConnectionString("BabyNames") is { Length: > 0 } configured)
            return new(configured, null);
        var started = await EmbeddedPostgres.StartAsync(Path.GetFullPath(options.Path), [], cancellationToken);
        return new(started.ConnectionString, started);
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
            ? new(running, null)
            : await OpenAsync(configuration, options, cancellationToken);

    /// <summary>Stops a private database that this process started.</summary>
    public ValueTask DisposeAsync() => _private?.DisposeAsync() ?? ValueTask.CompletedTask;
}
