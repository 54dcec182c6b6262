using BabyNames.Data;
using Npgsql;

namespace BabyNames.Server.Notifications;

/// <summary>The data version of the database, whichever server refreshed the statistics. The database notifies of a new version,
/// and a query checks it twice a second.</summary>
internal sealed class DataVersion(Databases databases, TimeProvider time, ILogger<DataVersion> logger)
    : NotificationListener(databases, logger)
{
    /// <summary>How long a version is valid after it was read, so that a lost connection or a suspended process does not serve an
    /// outdated version.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(3);

    private volatile Known? _known;
    private long? _last;

    /// <summary>Raised with each new version that was read, also after a lost connection.</summary>
    public event Action<long>? Changed;

    /// <summary>Null while the version is not known.</summary>
    public long? Current => _known is { } known && time.GetElapsedTime(known.At) < Validity ? known.Version : null;

    protected override IReadOnlyList<string> Channels => [NotificationChannels.Statistics];

    protected override string Meanwhile => "Responses are not cached.";

    protected override Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken) =>
        AskAsync(connection, stoppingToken);

    protected override Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken) =>
        AskAsync(connection, stoppingToken);

    protected override async Task<bool> CheckAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        await AskAsync(connection, stoppingToken);
        return true;
    }

    protected override void Lost() => _known = null;

    private async Task AskAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        // Counted from before the query, because its result may arrive late.
        var asked = time.GetTimestamp();
        await using var command = Check("SELECT version FROM statistics_state", connection);
        var version = (long)(await command.ExecuteScalarAsync(stoppingToken))!;
        _known = new(version, asked);
        if (_last is { } last && last != version)
            Changed?.Invoke(version);
        _last = version;
    }

    private sealed record Known(long Version, long At);
}
