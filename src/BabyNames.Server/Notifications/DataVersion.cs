using BabyNames.Data;
using Npgsql;

namespace BabyNames.Server.Notifications;

/// <summary>The version of the statistics in the database, whichever server refreshed them: told by the database at once,
/// and asked for twice a second.</summary>
internal sealed class DataVersion(Databases databases, TimeProvider time, ILogger<DataVersion> logger) : NotificationListener(databases, logger)
{
    /// <summary>How long an answer counts. A connection that is lost without a word, or a process that was stopped, does not
    /// go on with a version that may be gone.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(3);

    private volatile Known? _known;
    private long? _last;

    /// <summary>With the new version, once for each that was seen, also after a time without a connection.</summary>
    public event Action<long>? Changed;

    /// <summary>Null while the database does not say.</summary>
    public long? Current => _known is { } known && time.GetElapsedTime(known.At) < Validity ? known.Version : null;

    protected override IReadOnlyList<string> Channels => [NotificationChannels.Statistics];

    protected override string Meanwhile => "responses are not cached";

    protected override Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken) => AskAsync(connection, stoppingToken);

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
        // From before the question on: it may be answered late.
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
