using BabyNames.Data;
using Npgsql;

namespace BabyNames.Server.Statistics;

/// <summary>The version of the statistics in the database, whichever server refreshed them: told by the database at once,
/// and asked for every second.</summary>
internal sealed class DataVersion(Databases databases, TimeProvider time, ILogger<DataVersion> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer counts. A connection that is lost without a word, or a process that was stopped, does not
    /// go on with a version that may be gone.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(3);

    private volatile Known? _known;
    private long? _last;

    /// <summary>With the new version, once for each that was seen, also after a time without a connection.</summary>
    public event Action<long>? Changed;

    /// <summary>Null while the database does not say.</summary>
    public long? Current => _known is { } known && time.GetElapsedTime(known.At) < Validity ? known.Version : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                _known = null;
                logger.LogWarning("The version of the statistics is not known, answers are not kept: {Message}", exception.Message);
                await Task.Delay(Poll, time, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await using var connection = await databases.Listener.OpenConnectionAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand("LISTEN babynames_statistics", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        await using var ask = new NpgsqlCommand("SELECT version FROM statistics_state", connection) { CommandTimeout = (int)Validity.TotalSeconds };
        while (true)
        {
            // From before the question on: it may be answered late.
            var asked = time.GetTimestamp();
            Learn((long)(await ask.ExecuteScalarAsync(stoppingToken))!, asked);
            await connection.WaitAsync(Poll, stoppingToken);
        }
    }

    private void Learn(long version, long asked)
    {
        _known = new(version, asked);
        if (_last is { } last && last != version)
            Changed?.Invoke(version);
        _last = version;
    }

    private sealed record Known(long Version, long At);
}
