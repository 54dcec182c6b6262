using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BabyNames.Data;

/// <summary>The connection pools of a database, one for each role. If the connection string lists several hosts, reads prefer a standby and
/// everything else uses the primary. After a failover the pools find the new primary.</summary>
/// <remarks>The default sizes of the pools add up to less than the 100 connections that PostgreSQL allows by default.</remarks>
public sealed class Databases : IAsyncDisposable
{
    /// <summary>PostgreSQL ends a transaction that is idle for this time, so that a process that hangs releases its locks. A transaction of
    /// the server is never idle: it sends each statement immediately after the result of the one before.</summary>
    private const string IdleInTransactionTimeout = "10s";

    /// <summary>Time without network traffic after which TCP checks the connection, in seconds.</summary>
    private const int KeepAliveSeconds = 10;

    /// <summary>Time to connect to one of several hosts, in seconds. A host that does not answer must not delay the use of the next
    /// one.</summary>
    private const int ConnectTimeoutSeconds = 3;

    private readonly DatabaseConnections _connections;
    private readonly List<NpgsqlDataSource> _all = [];

    /// <summary>Creates the pools. Connections are opened on first use.</summary>
    public Databases(DatabaseConnections connections)
    {
        _connections = connections;
        Owner = Primary(Build(connections.ConnectionString, role: null, pool: 2));
        var reader = Build(connections.Reader, "api_readonly", connections.ReaderConnections, Snapshots);
        Reader = Target(reader, TargetSessionAttributes.PreferStandby);
        PrimaryReader =
            reader is NpgsqlMultiHostDataSource ? Primary(reader)
            : connections.Reader is null ? Reader
            : Primary(Build(null, "api_readonly", connections.ReaderConnections, Snapshots));
        Listener = Primary(Build(null, "api_readonly", pool: null));
        Worker = Primary(Build(connections.Worker, "api_worker", connections.WorkerConnections, niceness: connections.WorkerNiceness));
        Writer = Primary(Build(connections.Writer, "api_writer", connections.WriterConnections));
    }

    /// <summary>Connections of the connection string's user, who owns the tables. Only migrations and maintenance commands use
    /// them.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Connections that read data for requests, from a standby if there is one. The role can read all figures, but no API keys.
    /// Sessions are not reset between uses, so that a session must not keep settings, locks or LISTEN channels. The statements of a batch
    /// have the same snapshot.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>Connections as those of <see cref="Reader"/>, to the primary. It is the same instance if there is no standby.</summary>
    public NpgsqlDataSource PrimaryReader { get; }

    /// <summary>Connections for LISTEN, with the role of <see cref="Reader"/>. They are not pooled, so that channels and locks end with the
    /// connection. A command timeout breaks the connection.</summary>
    public NpgsqlDataSource Listener { get; }

    /// <summary>Connections of jobs, which load rows and refresh the statistics.</summary>
    public NpgsqlDataSource Worker { get; }

    /// <summary>Connections that store uploads, queue jobs and manage API keys.</summary>
    public NpgsqlDataSource Writer { get; }

    /// <summary>Whether reads may come from a standby, which may be behind the primary.</summary>
    public bool HasStandby => Reader != PrimaryReader;

    /// <summary>Settings of a session whose statements in one batch have the same snapshot.</summary>
    private string Snapshots =>
        $"-c default_transaction_isolation=repeatable\\ read -c statement_timeout={(long)_connections.ReadTimeout.TotalMilliseconds}";

    /// <summary>Closes all pools.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _all)
            await source.DisposeAsync();
    }

    /// <summary>Closes the idle connections of all pools.</summary>
    public void CloseIdleConnections()
    {
        foreach (var source in _all)
            source.Clear();
    }

    /// <summary>Configures a <see cref="BabyNamesDbContext"/>.</summary>
    /// <param name="source">The connections of the context: <see cref="Reader"/> or <see cref="PrimaryReader"/>.</param>
    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options
            .UseNpgsql(source)
            .UseSnakeCaseNamingConvention()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .AddInterceptors(new DataVersionInterceptor())
            // EF Core throws these errors too, and the caller logs the unexpected ones. A client can cause the others, for
            // example by a number that overflows.
            .ConfigureWarnings(warnings =>
                warnings.Log(
                    (RelationalEventId.ConnectionError, LogLevel.Debug),
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug)
                )
            );

    private static NpgsqlDataSource Primary(NpgsqlDataSource source) => Target(source, TargetSessionAttributes.Primary);

    private static NpgsqlDataSource Target(NpgsqlDataSource source, TargetSessionAttributes target) =>
        source is NpgsqlMultiHostDataSource hosts ? hosts.WithTargetSession(target) : source;

    /// <param name="own">Connection string of this kind of work, whose user has the role; null for the common one, whose user changes to
    /// the role.</param>
    /// <param name="pool">Maximum number of connections; null for no pool.</param>
    /// <param name="reads">Settings of sessions that only read. They are not reset before they are used again.</param>
    /// <param name="niceness">Niceness of the PostgreSQL processes; 0 to leave it unchanged.</param>
    private NpgsqlDataSource Build(string? own, string? role, int? pool, string? reads = null, int niceness = 0)
    {
        var connectionString = own ?? _connections.ConnectionString;
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = role is null ? "babynames" : $"babynames {role}",
            Pooling = pool is not null,
            MaxPoolSize = pool ?? 1,
            // Measured: the reset takes a tenth of the time of a query of the most frequent names of a year.
            NoResetOnClose = reads is not null,
            // The fields of a request share a snapshot, which belongs to one host.
            LoadBalanceHosts = false,
        };
        // Measured: with prepared statements the server handles 1.4 times as many requests.
        if (!DatabaseConnections.Has(connectionString, nameof(settings.MaxAutoPrepare)))
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (50, 2);
        // PostgreSQL ends the statement first, unless the network is lost.
        if (reads is not null && !DatabaseConnections.Has(connectionString, nameof(settings.CommandTimeout)))
            settings.CommandTimeout = (int)(_connections.ReadTimeout + TimeSpan.FromSeconds(5)).TotalSeconds;
        // If the network is lost, a cancellation request gets no response either.
        if (pool is null)
            settings.CancellationTimeout = -1;
        // Statements that merge rows or refresh statistics run for a long time without network traffic, so a lost network must
        // be detected. Unix sockets do not have this option.
        if (settings.Host?[0] is not ('/' or '@'))
            settings.TcpKeepAliveTime = KeepAliveSeconds;
        // A connection pooler refuses these settings. The user of a separate connection string has them by ALTER ROLE.
        if (role is not null && own is null)
        {
            var options = $"-c role={role} -c idle_in_transaction_session_timeout={IdleInTransactionTimeout} {reads}";
            settings.Options = $"{settings.Options} {options}".Trim();
        }
        var source = Build(connectionString, settings, niceness);
        _all.Add(source);
        return source;
    }

    private static NpgsqlDataSource Build(string connectionString, NpgsqlConnectionStringBuilder settings, int niceness)
    {
        var hasSeveralHosts = DatabaseConnections.HasSeveralHosts(connectionString);
        if (hasSeveralHosts && !DatabaseConnections.Has(connectionString, nameof(settings.Timeout)))
            settings.Timeout = ConnectTimeoutSeconds;
        if (hasSeveralHosts && !DatabaseConnections.Has(connectionString, nameof(settings.HostRecheckSeconds)))
            settings.HostRecheckSeconds = 1;
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
        return hasSeveralHosts ? builder.BuildMultiHost() : builder.Build();
    }
}
