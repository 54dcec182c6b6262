using System.Data.Common;
using Npgsql;

namespace BabyNames.Data;

/// <summary>The connection strings and pool sizes of a database.</summary>
/// <param name="ConnectionString">Connection string of migrations, notifications, and all work without a connection string of its own. It
/// may list several hosts. The user must be a member of the three roles.</param>
public sealed record DatabaseConnections(string ConnectionString)
{
    /// <summary>Connection string of reads; null for <see cref="ConnectionString"/>. Its user has the privileges of
    /// <c>api_readonly</c>.</summary>
    public string? Reader { get; init; }

    /// <summary>Connection string of jobs; null for <see cref="ConnectionString"/>. Its user has the privileges of
    /// <c>api_worker</c>.</summary>
    public string? Worker { get; init; }

    /// <summary>Connection string of uploads and API keys; null for <see cref="ConnectionString"/>. Its user has the privileges of
    /// <c>api_writer</c>.</summary>
    public string? Writer { get; init; }

    /// <summary>Maximum number of connections that read data for requests, for each host.</summary>
    public int ReaderConnections { get; init; } = 40;

    /// <summary>Maximum number of connections of jobs.</summary>
    public int WorkerConnections { get; init; } = 12;

    /// <summary>Maximum number of connections that store uploads, queue jobs and manage API keys.</summary>
    public int WriterConnections { get; init; } = 12;

    /// <summary>Maximum duration of a statement that reads data for a request.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Niceness of the PostgreSQL processes that run jobs, 1 to 19. 0 leaves it unchanged; this is required if PostgreSQL runs as
    /// another user or on another machine.</summary>
    public int WorkerNiceness { get; init; }

    /// <summary>Whether a connection string lists several hosts.</summary>
    internal static bool HasSeveralHosts(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Host is { } host && host.Contains(',', StringComparison.Ordinal);

    /// <summary>Whether a connection string has a setting, so that its default must not replace it.</summary>
    internal static bool Has(string connectionString, string setting) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }
            .Keys!.Cast<string>()
            .Any(key => string.Equals(key.Replace(" ", "", StringComparison.Ordinal), setting, StringComparison.OrdinalIgnoreCase));
}
