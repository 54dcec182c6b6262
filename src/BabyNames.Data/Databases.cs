using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BabyNames.Data;

/// <summary>The connection pools of a database, one for each role.</summary>
/// <remarks>The maximum sizes of the pools add up to less than the 100 connections that PostgreSQL allows by default.</remarks>
public sealed class Databases : IAsyncDisposable
{
    /// <summary>Maximum size of the pool that reads data for requests.</summary>
    public const int ReaderConnections = 40;

    /// <summary>PostgreSQL ends a transaction that is idle for this time, so that a process that hangs releases its locks. A transaction of
    /// the server is never idle: it sends each statement immediately after the result of the one before.</summary>
    private const string IdleInTransactionTimeout = "10s";

    /// <summary>Time without network traffic after which TCP checks the connection, in seconds.</summary>
    private const int KeepAliveSeconds = 10;

    /// <summary>Creates the pools. Connections are opened on first use.</summary>
    /// <param name="connectionString">Connection string of Npgsql. The user must be a member of the three roles.</param>
    /// <param name="workerNiceness">Niceness of the PostgreSQL processes that run jobs, 1 to 19. 0 leaves it unchanged; this is required
    /// if PostgreSQL runs as another user or on another machine.</param>
    public Databases(string connectionString, int workerNiceness = 0)
    {
        Owner = Build(connectionString, role: null, pool: 2);
        Reader = Build(connectionString, "api_readonly", pool: ReaderConnections, resets: false);
        Listener = Build(connectionString, "api_readonly", pool: null);
        Worker = Build(connectionString, "api_worker", pool: 12, niceness: workerNiceness);
        Writer = Build(connectionString, "api_writer", pool: 12);
    }

    /// <summary>Connections of the connection string's user, who owns the tables. Only migrations and maintenance commands use
    /// them.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Connections that read data for requests. The role can read all figures, but no API keys. Sessions are not reset between
    /// uses, so that a session must not keep settings, locks or LISTEN channels.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>Connections for LISTEN, with the role of <see cref="Reader"/>. They are not pooled, so that channels and locks end with the
    /// connection. A command timeout breaks the connection.</summary>
    public NpgsqlDataSource Listener { get; }

    /// <summary>Connections of jobs, which load rows and refresh the statistics.</summary>
    public NpgsqlDataSource Worker { get; }

    /// <summary>Connections that store uploads, queue jobs and manage API keys.</summary>
    public NpgsqlDataSource Writer { get; }

    /// <summary>Closes all pools.</summary>
    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Listener.DisposeAsync();
        await Worker.DisposeAsync();
        await Writer.DisposeAsync();
        await Owner.DisposeAsync();
    }

    /// <summary>Configures a <see cref="BabyNamesDbContext"/> to read by <see cref="Reader"/>.</summary>
    public void Configure(DbContextOptionsBuilder options) =>
        options
            .UseNpgsql(Reader)
            .UseSnakeCaseNamingConvention()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            // EF Core throws these errors too, and the caller logs the unexpected ones. A client can cause the others, for
            // example by a number that overflows.
            .ConfigureWarnings(warnings =>
                warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug))
            );

    /// <param name="pool">Maximum number of connections; null for no pool.</param>
    /// <param name="resets">Whether a session is reset before it is used again.</param>
    /// <param name="niceness">Niceness of the PostgreSQL processes; 0 to leave it unchanged.</param>
    private static NpgsqlDataSource Build(string connectionString, string? role, int? pool, bool resets = true, int niceness = 0)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = role is null ? "babynames" : $"babynames {role}",
            Pooling = pool is not null,
            MaxPoolSize = pool ?? 1,
            // Measured: with prepared statements the server handles 1.4 times as many requests.
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            // Measured: the reset takes a tenth of the time of a query of the most frequent names of a year.
            NoResetOnClose = !resets,
        };
        // If the network is lost, a cancellation request gets no response either.
        if (pool is null)
            settings.CancellationTimeout = -1;
        // Statements that merge rows or refresh statistics run for a long time without network traffic, so a lost network must
        // be detected. Unix sockets do not have this option.
        if (settings.Host?[0] is not ('/' or '@'))
            settings.TcpKeepAliveTime = KeepAliveSeconds;
        if (role is not null)
        {
            var options = $"-c role={role} -c idle_in_transaction_session_timeout={IdleInTransactionTimeout}";
            settings.Options = $"{settings.Options} {options}".Trim();
        }
        // Without a name the metrics would contain the connection string.
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName };
        if (niceness > 0)
        {
            void LowerPriority(NpgsqlConnection connection) => SchedulingPriority.LowerSession(connection.ProcessID, niceness);

            builder.UsePhysicalConnectionInitializer(
                LowerPriority,
                connection =>
                {
                    LowerPriority(connection);
                    return Task.CompletedTask;
                }
            );
        }
        return builder.Build();
    }
}
