using Npgsql;

namespace BabyNames.Data.Statistics;

/// <summary>A transaction with one snapshot that may change the statistics. Only one process can have it at a time.</summary>
internal sealed class StatisticsTransaction : IAsyncDisposable
{
    /// <summary>Key of the advisory lock that the transaction holds.</summary>
    public const long Lock = 0x6261_6279_6e61_6d65;

    private const string Settings = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off";

    private const string Cells = """
        CREATE TEMPORARY TABLE cells (
            country_id UUID, country_code VARCHAR(2) COLLATE "C", year INTEGER, gender CHAR(1) COLLATE "C",
            area_ids INTEGER[], coverage TEXT COLLATE "C"
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE area_cells (
            area_id INTEGER, area VARCHAR(6) COLLATE "C", country_id UUID, country_code VARCHAR(2) COLLATE "C",
            year INTEGER, gender CHAR(1) COLLATE "C"
        ) ON COMMIT DROP
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private StatisticsTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    /// <summary>Begins the transaction and creates the temporary tables of changed cells.</summary>
    /// <returns>The transaction; null if another process has one.</returns>
    public static async Task<StatisticsTransaction?> BeginAsync(Databases databases, CancellationToken cancellationToken)
    {
        var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            var begun = new StatisticsTransaction(connection, transaction);
            if (await begun.QueryScalarAsync<bool>($"SELECT pg_try_advisory_xact_lock({Lock})", cancellationToken))
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

    /// <summary>Begins the first refresh if the tables are empty. It drops their indexes until <c>end_first_refresh</c>.</summary>
    /// <returns>Whether the tables are empty.</returns>
    public Task<bool> BeginFirstAsync(CancellationToken cancellationToken) =>
        QueryScalarAsync<bool>("SELECT begin_first_refresh()", cancellationToken);

    /// <summary>Compares a table with its computation.</summary>
    /// <param name="onlyChanged">Whether to compare only the rows of changed cells.</param>
    /// <returns>Number of rows that differ.</returns>
    public async Task<long> CompareAsync(StatisticsTable table, bool onlyChanged, CancellationToken cancellationToken)
    {
        await ExecuteAsync(table.Compare(onlyChanged), cancellationToken);
        return await QueryScalarAsync<long>($"SELECT COUNT(*) FROM {table.Differences}", cancellationToken);
    }

    /// <summary>Returns the rows that differ, in the order of their keys, after <see cref="CompareAsync"/>.</summary>
    /// <param name="limit">Maximum number of rows.</param>
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

    /// <summary>Applies the differences of <see cref="CompareAsync"/> to the table.</summary>
    public async Task ApplyAsync(StatisticsTable table, CancellationToken cancellationToken)
    {
        foreach (var statement in table.Apply)
            await ExecuteAsync(statement, cancellationToken);
    }

    /// <summary>Updates the planner's statistics of the tables if enough rows changed.</summary>
    /// <param name="rows">Number of changed rows.</param>
    public Task AnalyzeAsync(long rows, CancellationToken cancellationToken) =>
        ExecuteAsync($"SELECT analyze_statistics({rows})", cancellationToken);

    /// <summary>Runs a statement without a timeout.</summary>
    /// <returns>Number of affected rows.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        // No lease depends on the statement, and the first refresh of a large database takes minutes.
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Increments the data version and commits.</summary>
    /// <returns>The new version.</returns>
    public async Task<long> CommitAsync(CancellationToken cancellationToken)
    {
        var version = await QueryScalarAsync<long>(
            "UPDATE statistics_state SET version = version + 1, refreshed_at = CLOCK_TIMESTAMP() RETURNING version",
            cancellationToken
        );
        await ExecuteAsync("NOTIFY babynames_statistics", cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
        return version;
    }

    /// <summary>Rolls the transaction back if it is not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<T> QueryScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
