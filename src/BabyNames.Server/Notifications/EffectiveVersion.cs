using BabyNames.Data;

namespace BabyNames.Server.Notifications;

/// <summary>The data version from which responses show the effect of a mutation that has ended.</summary>
internal sealed class EffectiveVersion(Databases databases, TimeProvider time)
{
    /// <summary>Description of the field that returns the version.</summary>
    public const string Description =
        "The data version from which responses show the effect. The field waits until the jobs that were queued before and the refresh of "
        + "the statistics have ended, for at most 30 seconds; then it is null. Send the version as `Min-Data-Version` to read the effect "
        + "from any server.";

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the statistics contain all changes that were committed or queued before.</summary>
    /// <returns>The data version then; null if it takes too long.</returns>
    public async Task<long?> ReadAsync(CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        DateTime? since = null;
        while (true)
        {
            var (now, version, isDue) = await ReadStateAsync(since, cancellationToken);
            if (!isDue)
                return version;
            since ??= now;
            if (time.GetElapsedTime(startedAt) > MaxWait)
                return null;
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Reads the data version, and whether changes are missing in it.</summary>
    /// <param name="since">Time up to which queued jobs count; null for now.</param>
    private async Task<(DateTime Now, long Version, bool IsDue)> ReadStateAsync(DateTime? since, CancellationToken cancellationToken)
    {
        await using var command = databases.PrimaryReader.CreateCommand(
            """
            SELECT NOW(), version,
                EXISTS (SELECT FROM changed_cells)
                    OR EXISTS (SELECT FROM jobs WHERE status IN ('queued', 'running') AND created_at <= COALESCE($1, NOW()))
            FROM statistics_state
            """
        );
        command.Parameters.Add(new() { Value = (object?)since ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetDateTime(0), reader.GetInt64(1), reader.GetBoolean(2));
    }
}
