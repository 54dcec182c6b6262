using Npgsql;

namespace BabyNames.Data.Statistics;

/// <summary>A transaction on the statistics with one snapshot. One process can have it at a time.</summary>
internal sealed class StatisticsTransaction : IAsyncDisposable
{
    /// <summary>Key of the advisory lock.</summary>
    public const long Lock = 0x6261_6279_6e61_6d65;

    private const string Settings = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off";

    private const string Cells = """
        CREATE TEMPORARY TABLE cells (
            country_id UUID, country_code VARCHAR(2) COLLATE "C", year INTEGER, gender CHAR(1) COLLATE "C", area_ids INTEGER[], coverage TEXT COLLATE "C"
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE area_cells (
            area_id INTEGER, area VARCHAR(6) COLLATE "C", country_id UUID, country_code VARCHAR(2) COLLATE "C", year INTEGER, gender CHAR(1) COLLATE "C"
        ) ON COMMIT DROP
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private StatisticsTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    /// <returns>Null if another process has one.</returns>
    public static async Task<StatisticsTransaction?> BeginAsync(Databases databases, CancellationToken cancellationToken)
    {
        var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            var begun = new StatisticsTransaction(connection, transaction);
            if (await begun.AskAsync<bool>($"SELECT pg_try_advisory_xact_lock({Lock})", cancellationToken))
            {
                await begun.ExecuteAsync($"{Settings}; {Cells}", cancellationToken);
                return begun;
            }
            await begun.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the tables are empty. Then they have no indexes until <c>end_first_refresh</c>.</summary>
    public Task<bool> BeginFirstAsync(CancellationToken cancellationToken) =>
        AskAsync<bool>("SELECT begin_first_refresh()", cancellationToken);

    /// <returns>Number of rows that differ.</returns>
    public async Task<long> CompareAsync(StatisticsTable table, bool onlyChanged, CancellationToken cancellationToken)
    {
        await ExecuteAsync(table.Compare(onlyChanged), cancellationToken);
        return await AskAsync<long>($"SELECT COUNT(*) FROM {table.Differences}", cancellationToken);
    }

    /// <returns>Up to <paramref name="limit"/> rows of <see cref="CompareAsync"/>.</returns>
    public async Task<IReadOnlyList<StatisticsDifference>> DifferencesAsync(
        StatisticsTable table,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {table.KeyText}, {table.StoredText}, {table.ComputedText} FROM {table.Differences} ORDER BY 1 LIMIT {limit}",
            _connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<StatisticsDifference>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(
                new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2))
            );
        return rows;
    }

    public async Task ApplyAsync(StatisticsTable table, CancellationToken cancellationToken)
    {
        foreach (var statement in table.Apply)
            await ExecuteAsync(statement, cancellationToken);
    }

    /// <param name="rows">Number of changed rows.</param>
    public Task AnalyzeAsync(long rows, CancellationToken cancellationToken) =>
        ExecuteAsync($"SELECT analyze_statistics({rows})", cancellationToken);

    /// <returns>Number of affected rows.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        // No lease depends on it, and the first refresh of a large database takes minutes.
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Increments the data version and commits.</summary>
    /// <returns>The new version.</returns>
    public async Task<long> CommitAsync(CancellationToken cancellationToken)
    {
        var version = await AskAsync<long>(
            "UPDATE statistics_state SET version = version + 1, refreshed_at = CLOCK_TIMESTAMP() RETURNING version",
            cancellationToken
        );
        await ExecuteAsync("NOTIFY babynames_statistics", cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
        return version;
    }

    /// <summary>Rolls back an uncommitted transaction.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<T> AskAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
