using BabyNames.Data;
using BabyNames.Data.ApiKeys;
using BabyNames.Data.Statistics;
using BabyNames.Server.Jobs;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Health;

/// <summary>What metrics and <c>babynames doctor</c> show of the database.</summary>
/// <param name="RefreshedAt">Time of the last refresh of the statistics; null if there was none.</param>
/// <param name="IsRefreshDue">Whether rows have changed since the last refresh.</param>
/// <param name="Connections">Number of connections to all databases of the cluster.</param>
/// <param name="EndingKeys">The keys that end first and have no successor.</param>
internal sealed record DatabaseState(
    JobQueueHealth Queue,
    long DataVersion,
    DateTimeOffset? RefreshedAt,
    bool IsRefreshDue,
    bool IsRefreshing,
    int Connections,
    int MaxConnections,
    IReadOnlyList<ApiKeyFacts> EndingKeys
);

/// <summary>Reads the <see cref="DatabaseState"/>.</summary>
internal sealed class DatabaseStateReader(IDbContextFactory<BabyNamesDbContext> contexts, ApiKeyStore keys, JobOptions jobs)
{
    private const int MaxKeys = 10;

    private static readonly string Sql = $"""
        SELECT version, refreshed_at, EXISTS (SELECT FROM changed_cells), {StatisticsRefresher.IsRunning},
            (SELECT COUNT(*) FROM pg_stat_activity WHERE usesysid IS NOT NULL)::INTEGER,
            CURRENT_SETTING('max_connections')::INTEGER
        FROM statistics_state
        """;

    private readonly JobQueueHealthQuestion _queue = new(jobs);

    /// <exception cref="Npgsql.NpgsqlException">The database does not respond.</exception>
    public async Task<DatabaseState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var queue = (await _queue.AskAsync(new(), database, cancellationToken))!;
        var ending = await keys.ListEndingAsync(MaxKeys, cancellationToken);
        var states = await database.QueryAsync(
            Sql,
            row => new DatabaseState(
                queue,
                row.GetInt64(0),
                row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1),
                row.GetBoolean(2),
                row.GetBoolean(3),
                row.GetInt32(4),
                row.GetInt32(5),
                ending
            ),
            cancellationToken
        );
        return states.Single();
    }
}
