using BabyNames.Data;
using BabyNames.Queries.Caching;
using BabyNames.Server.Telemetry;
using Npgsql;

namespace BabyNames.Server.Notifications;

/// <summary>The data version of the database. It changes when this server or another one refreshes the statistics. The database sends a
/// notification of a new version, and a query reads the version twice a second.</summary>
internal sealed class DataVersion(Databases databases, DatabaseOutage outage, TimeProvider time, ILogger<DataVersion> logger)
    : NotificationListener(databases, outage, logger),
        IDataVersion
{
    /// <summary>Maximum time to wait for a version that a client requires. A refresh of a few cells takes less.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <summary>Maximum age of a version that was read. Because of it, a lost connection or a suspended process does not lead to an
    /// outdated version.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(3);

    private volatile VersionRead? _read;
    private long? _lastVersion;

    /// <summary>Raised with the new version when the version has changed, also after a lost connection.</summary>
    public event Action<long>? Changed;

    /// <inheritdoc/>
    public long? Current => _read is { } read && time.GetElapsedTime(read.At) < MaxAge ? read.Version : null;

    /// <inheritdoc/>
    public bool HasStandby { get; } = databases.HasStandby;

    /// <inheritdoc/>
    public async Task<bool> WaitAsync(long version, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check(long current)
        {
            if (current >= version)
                reached.TrySetResult();
        }
        Changed += Check;
        try
        {
            if (Current is not { } current || current >= version)
                return true;
            await reached.Task.WaitAsync(MaxWait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            Changed -= Check;
        }
    }

    protected override IReadOnlyList<string> Channels => [NotificationChannels.Statistics];

    protected override string Meanwhile => "Responses are not cached.";

    protected override Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken) =>
        ReadAsync(connection, stoppingToken);

    protected override Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken) =>
        ReadAsync(connection, stoppingToken);

    protected override async Task<bool> CheckAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        await ReadAsync(connection, stoppingToken);
        return true;
    }

    protected override void ConnectionLost() => _read = null;

    private async Task ReadAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        // The age counts from the start of the query, because the result may arrive late.
        var startedAt = time.GetTimestamp();
        await using var command = CreateCheck("SELECT version FROM statistics_state", connection);
        var version = (long)(await command.ExecuteScalarAsync(stoppingToken))!;
        _read = new(version, startedAt);
        if (_lastVersion is { } lastVersion && lastVersion != version)
            Changed?.Invoke(version);
        _lastVersion = version;
    }

    /// <param name="At">Timestamp before the query.</param>
    private sealed record VersionRead(long Version, long At);
}
