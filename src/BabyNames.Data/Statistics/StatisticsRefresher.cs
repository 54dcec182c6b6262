using Npgsql;

namespace BabyNames.Data.Statistics;

/// <summary>Refreshes the statistics of changed cells. A cell is a country, year and sex; for the statistics of parts it is a part, year
/// and sex.</summary>
public sealed class StatisticsRefresher(Databases databases)
{
    /// <summary>SQL condition: a process of any server refreshes the statistics.</summary>
    public static string IsRunning { get; } =
        $"""
            EXISTS (
                SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = CURRENT_DATABASE())
                    AND classid::BIGINT = {StatisticsTransaction.Lock >> 32} AND objid::BIGINT = {StatisticsTransaction.Lock
                & uint.MaxValue}
            )
            """;

    /// <summary>Moves the changed cells of the snapshot to temporary tables. Changes by later transactions remain for the next refresh. A
    /// changed part adds its own cell and the cell of its country. A cell without areas has no rows any more.</summary>
    private const string TakeCells = """
        WITH taken AS (DELETE FROM changed_cells RETURNING area_id, year, gender),
        changed AS (
            SELECT DISTINCT a.country_id, c.code AS country_code, t.year, t.gender
            FROM taken t JOIN areas a ON a.id = t.area_id JOIN countries c ON c.id = a.country_id
        ),
        parts AS (
            INSERT INTO area_cells
            SELECT DISTINCT a.id, a.code, a.country_id, c.code, t.year, t.gender
            FROM taken t JOIN areas a ON a.id = t.area_id JOIN countries c ON c.id = a.country_id WHERE NOT a.is_whole
        )
        INSERT INTO cells
        SELECT country_id, country_code, year, gender, area_ids, coverage
        FROM changed LEFT JOIN statistics_cells USING (country_id, country_code, year, gender)
        """;

    /// <summary>Removes the cells whose figures did not change. A file that is read again may have the same figures.</summary>
    private const string NarrowCells = """
        DELETE FROM cells WHERE (country_code, year, gender) NOT IN (
            SELECT country_code, year, gender FROM name_statistics_differences GROUP BY country_code, year, gender
        )
        """;

    /// <summary>Refreshes the changed cells and increments the data version.</summary>
    /// <returns>The new data version; null if nothing was due or another process is refreshing.</returns>
    /// <remarks>Readers read the old figures during the refresh. They wait only during the first refresh, which fills empty
    /// tables.</remarks>
    public async Task<long?> RefreshIfDueAsync(CancellationToken cancellationToken)
    {
        if (!await IsDueAsync(cancellationToken))
            return null;
        try
        {
            await using var transaction = await StatisticsTransaction.BeginAsync(databases, cancellationToken);
            if (transaction is null || await transaction.ExecuteAsync(TakeCells, cancellationToken) == 0)
                return null;
            await transaction.ExecuteAsync("ANALYZE cells, area_cells", cancellationToken);
            if (await transaction.BeginFirstAsync(cancellationToken))
                await FillAsync(transaction, cancellationToken);
            else
                await UpdateAsync(transaction, cancellationToken);
            return await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            // Another process refreshed the cells after this snapshot and before the lock.
            return null;
        }
    }

    /// <summary>Whether rows have changed since the last refresh.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken) => await DueVersionAsync(cancellationToken) is not null;

    /// <summary>Returns the data version if a refresh is due; null if the statistics are up to date.</summary>
    public async Task<long?> DueVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            "SELECT version FROM statistics_state WHERE EXISTS (SELECT FROM changed_cells)"
        );
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task FillAsync(StatisticsTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var table in StatisticsTable.Tables.Except([StatisticsTable.Areas]))
            await transaction.ExecuteAsync(table.Fill, cancellationToken);
        await ReplaceAsync(transaction, StatisticsTable.Areas, cancellationToken);
        await transaction.ExecuteAsync("SELECT end_first_refresh()", cancellationToken);
    }

    private static async Task UpdateAsync(StatisticsTransaction transaction, CancellationToken cancellationToken)
    {
        var rows = await transaction.CompareAsync(StatisticsTable.Names, onlyChanged: true, cancellationToken);
        await transaction.ApplyAsync(StatisticsTable.Names, cancellationToken);
        await transaction.ExecuteAsync(NarrowCells, cancellationToken);
        foreach (var statement in NameTotals.Statements)
            await transaction.ExecuteAsync(statement, cancellationToken);
        foreach (var table in new[] { StatisticsTable.Years, StatisticsTable.Decades, StatisticsTable.Coverage, StatisticsTable.Areas })
            await ReplaceAsync(transaction, table, cancellationToken);
        await transaction.AnalyzeAsync(rows, cancellationToken);
    }

    private static async Task ReplaceAsync(StatisticsTransaction transaction, StatisticsTable table, CancellationToken cancellationToken)
    {
        foreach (var statement in table.Replace)
            await transaction.ExecuteAsync(statement, cancellationToken);
    }
}
