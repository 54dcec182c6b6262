using BabyNames.Server.Configuration;

namespace BabyNames.Server.Database;

/// <summary>The database of this process: that of the connection string, or a private one that runs as long as the process.</summary>
internal sealed class ServerDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _private;

    private ServerDatabase(string connectionString, EmbeddedPostgres? @private) =>
        (ConnectionString, _private) = (connectionString, @private);

    public string ConnectionString { get; }

    public bool IsPrivate => _private is not null;

    /// <summary>For a server, which starts the private PostgreSQL.</summary>
    /// <exception cref="StartupException">The private PostgreSQL is not available.</exception>
    public static async Task<ServerDatabase> OpenAsync(
        IConfiguration configuration,
        DatabaseOptions options,
        CancellationToken cancellationToken
    )
    {
        if (configuration.GetConnectionString("BabyNames") is { Length: > 0 } named)
            return new(named, null);
        var own = await EmbeddedPostgres.StartAsync(Path.GetFullPath(options.Path), [], cancellationToken);
        return new(own.ConnectionString, own);
    }

    /// <summary>For a command, which uses the private PostgreSQL of a running server if there is one.</summary>
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

    public ValueTask DisposeAsync() => _private?.DisposeAsync() ?? ValueTask.CompletedTask;
}
