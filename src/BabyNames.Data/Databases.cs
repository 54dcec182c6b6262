using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BabyNames.Data;

/// <summary>One pool of connections per database role, all from one connection string unless others are given.</summary>
/// <remarks>The pools together stay below PostgreSQL's default of 100 connections.</remarks>
public sealed class Databases : IAsyncDisposable
{
    /// <summary>Connections of the pool that questions are answered by.</summary>
    public const int ReaderConnections = 40;

    /// <summary>A process that hangs within a transaction loses it, with its locks. All of ours send one statement right
    /// after the other.</summary>
    private const string LongestSilence = "10s";

    /// <summary>Seconds.</summary>
    private const int LongestQuiet = 10;

    /// <param name="connectionString">Of a user who is a member of the three roles.</param>
    /// <param name="workerNiceness">Of the PostgreSQL processes that run jobs, 1 to 19; 0 where they are not this user's or not on this
    /// machine.</param>
    public Databases(string connectionString, int workerNiceness = 0)
    {
        Owner = Build(connectionString, role: null, pool: 2);
        Reader = Build(connectionString, "api_readonly", pool: ReaderConnections, leavesNothing: true);
        Listener = Build(connectionString, "api_readonly", pool: null);
        Worker = Build(connectionString, "api_worker", pool: 12, niceness: workerNiceness);
        Writer = Build(connectionString, "api_writer", pool: 12);
    }

    /// <summary>The connecting user itself: migrates, nothing else.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Answers questions. Sees every figure, no key. Leaves nothing behind in its session: no setting, lock or channel.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>Waits to be told of changes, as the same role. Without a pool: a session ends with its connection, and its channels
    /// and locks with it. A command that is not answered in time breaks the connection.</summary>
    public NpgsqlDataSource Listener { get; }

    /// <summary>Runs jobs: loads rows and refreshes the views.</summary>
    public NpgsqlDataSource Worker { get; }

    /// <summary>Accepts uploads, queues jobs, keeps and checks keys.</summary>
    public NpgsqlDataSource Writer { get; }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Listener.DisposeAsync();
        await Worker.DisposeAsync();
        await Writer.DisposeAsync();
        await Owner.DisposeAsync();
    }

    /// <summary>How every reading context is set up, in the server and in tests.</summary>
    public void Configure(DbContextOptionsBuilder options) => options
        .UseNpgsql(Reader)
        .UseSnakeCaseNamingConvention()
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        // They are thrown too, and logged by whoever does not expect them: a client's overflow is nothing to log.
        .ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug)));

    /// <param name="pool">Connections at most; null for no pool.</param>
    /// <param name="leavesNothing">Whether the next user of a connection need not be spared what the last one left in its session.</param>
    /// <param name="niceness">Of PostgreSQL's processes.</param>
    private static NpgsqlDataSource Build(
        string connectionString, string? role, int? pool, bool leavesNothing = false, int niceness = 0)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = role is null ? "babynames" : $"babynames {role}",
            Pooling = pool is not null,
            MaxPoolSize = pool ?? 1,
            // Measured: prepared statements answer 1.4 times as many requests.
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            // Measured: a tenth of what the top names of a year take.
            NoResetOnClose = leavesNothing,
        };
        // A network that is gone answers no request for cancellation either.
        if (pool is null)
            settings.CancellationTimeout = -1;
        // Merging and refreshing wait long for an answer: a network that is gone must be noticed. A socket of the machine
        // itself knows no such option.
        if (settings.Host?[0] is not ('/' or '@'))
            settings.TcpKeepAliveTime = LongestQuiet;
        if (role is not null)
            settings.Options = $"{settings.Options} -c role={role} -c idle_in_transaction_session_timeout={LongestSilence}".Trim();
        // The name stands in metrics, where the connection string would otherwise.
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName };
        if (niceness > 0)
        {
            void Lower(NpgsqlConnection connection) => SchedulingPriority.LowerSession(connection.ProcessID, niceness);

            builder.UsePhysicalConnectionInitializer(Lower, connection =>
            {
                Lower(connection);
                return Task.CompletedTask;
            });
        }
        return builder.Build();
    }
}
