using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BabyNames.Data;

/// <summary>The connection pools, one for each database role, all for one connection string.</summary>
/// <remarks>Together they stay below the 100 connections that PostgreSQL allows by default.</remarks>
public sealed class Databases : IAsyncDisposable
{
    /// <summary>Maximum size of the pool that answers requests.</summary>
    public const int ReaderConnections = 40;

    /// <summary>Ends the transaction of a process that hangs, so that it releases its locks. All transactions of the product send one
    /// statement right after the other.</summary>
    private const string LongestSilence = "10s";

    /// <summary>Seconds.</summary>
    private const int LongestQuiet = 10;

    /// <param name="connectionString">The user must be a member of the three roles.</param>
    /// <param name="workerNiceness">Niceness of the PostgreSQL processes that run jobs, 1 to 19; 0 to leave it unchanged, for a
    /// PostgreSQL of
    /// another user or machine.</param>
    public Databases(string connectionString, int workerNiceness = 0)
    {
        Owner = Build(connectionString, role: null, pool: 2);
        Reader = Build(connectionString, "api_readonly", pool: ReaderConnections, leavesNothing: true);
        Listener = Build(connectionString, "api_readonly", pool: null);
        Worker = Build(connectionString, "api_worker", pool: 12, niceness: workerNiceness);
        Writer = Build(connectionString, "api_writer", pool: 12);
    }

    /// <summary>The user of the connection string, for migrations only.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>For reading. It can read all figures and no keys. Its sessions are not reset, so it must not leave settings, locks or
    /// channels.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>For LISTEN, with the role of the reader. Not pooled, so that channels and locks end with the connection. A command
    /// timeout breaks the connection.</summary>
    public NpgsqlDataSource Listener { get; }

    /// <summary>For jobs: loads rows and refreshes the statistics.</summary>
    public NpgsqlDataSource Worker { get; }

    /// <summary>For uploads, queued jobs and API keys.</summary>
    public NpgsqlDataSource Writer { get; }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Listener.DisposeAsync();
        await Worker.DisposeAsync();
        await Writer.DisposeAsync();
        await Owner.DisposeAsync();
    }

    /// <summary>Configures the contexts that read, for the server and for tests.</summary>
    public void Configure(DbContextOptionsBuilder options) =>
        options
            .UseNpgsql(Reader)
            .UseSnakeCaseNamingConvention()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            // These exceptions are thrown too, and the caller logs the unexpected ones. A client's overflow is not worth a log line.
            .ConfigureWarnings(warnings =>
                warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug))
            );

    /// <param name="pool">Maximum number of connections; null for no pool.</param>
    /// <param name="leavesNothing">Whether sessions are used again without a reset.</param>
    /// <param name="niceness">Niceness of the PostgreSQL processes; 0 to leave it unchanged.</param>
    private static NpgsqlDataSource Build(string connectionString, string? role, int? pool, bool leavesNothing = false, int niceness = 0)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = role is null ? "babynames" : $"babynames {role}",
            Pooling = pool is not null,
            MaxPoolSize = pool ?? 1,
            // Measured: prepared statements answer 1.4 times as many requests.
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            // Measured: the reset takes a tenth of the time of the top names of a year.
            NoResetOnClose = leavesNothing,
        };
        // On a lost network a cancellation request gets no answer either.
        if (pool is null)
            settings.CancellationTimeout = -1;
        // Merging and refreshing wait long for a result, so a lost network must be detected. Unix sockets do not have this
        // option.
        if (settings.Host?[0] is not ('/' or '@'))
            settings.TcpKeepAliveTime = LongestQuiet;
        if (role is not null)
            settings.Options = $"{settings.Options} -c role={role} -c idle_in_transaction_session_timeout={LongestSilence}".Trim();
        // Metrics show this name instead of the connection string.
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName };
        if (niceness > 0)
        {
            void Lower(NpgsqlConnection connection) => SchedulingPriority.LowerSession(connection.ProcessID, niceness);

            builder.UsePhysicalConnectionInitializer(
                Lower,
                connection =>
                {
                    Lower(connection);
                    return Task.CompletedTask;
                }
            );
        }
        return builder.Build();
    }
}
