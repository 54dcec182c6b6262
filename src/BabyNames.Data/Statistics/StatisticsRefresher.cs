using Npgsql;

namespace BabyNames.Data.Statistics;

/// <summary>Refreshes the statistics of changed cells.</summary>
public sealed class StatisticsRefresher(Databases databases)
{
    /// <summary>Takes the changed cells that the snapshot sees; those of later transactions stay for the next refresh. A cell of a part
    /// becomes the cell of its country, and of its own statistics. A cell without areas is no longer served.</summary>
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

    /// <summary>Keeps only the cells whose figures changed, because a reprocessed file may have the same figures.</summary>
    private const string NarrowCells = """
        DELETE FROM cells WHERE (country_code, year, gender) NOT IN (
            SELECT country_code, year, gender FROM name_statistics_differences GROUP BY country_code, year, gender
        )
        """;

    /// <summary>Refreshes the changed cells and increments the data version.</summary>
    /// <returns>The new data version; null if nothing was due or another process is refreshing.</returns>
    /// <remarks>Readers see the old figures in the meantime. They wait only for the first refresh, of empty tables.</remarks>
    public async Task<long?> RefreshIfDueAsync(CancellationToken cancellationToken)
    {
        if (!await IsDueAsync(cancellationToken))
            return null;
        try
        {
            await using var run = await StatisticsTransaction.BeginAsync(databases, cancellationToken);
            if (run is null || await run.ExecuteAsync(TakeCells, cancellationToken) == 0)
                return null;
            await run.ExecuteAsync("ANALYZE cells, area_cells", cancellationToken);
            if (await run.BeginFirstAsync(cancellationToken))
                await FillAsync(run, cancellationToken);
            else
                await FollowAsync(run, cancellationToken);
            return await run.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            // Another process took the cells between this snapshot and the lock.
            return null;
        }
    }

    /// <summary>Whether rows have changed since the statistics were last refreshed.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken) => await DueVersionAsync(cancellationToken) is not null;

    /// <summary>The data version if a refresh is due; null if the statistics are up to date.</summary>
    public async Task<long?> DueVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            "SELECT version FROM statistics_state WHERE EXISTS (SELECT FROM changed_cells)"
        );
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task FillAsync(StatisticsTransaction run, CancellationToken cancellationToken)
    {
        foreach (var table in StatisticsTable.Tables.Except([StatisticsTable.Areas]))
            await run.ExecuteAsync(table.Fill, cancellationToken);
        await ReplaceAsync(run, StatisticsTable.Areas, cancellationToken);
        await run.ExecuteAsync("SELECT end_first_refresh()", cancellationToken);
    }

    private static async Task FollowAsync(StatisticsTransaction run, CancellationToken cancellationToken)
    {
        var rows = await run.CompareAsync(StatisticsTable.Names, onlyChanged: true, cancellationToken);
        await run.ApplyAsync(StatisticsTable.Names, cancellationToken);
        await run.ExecuteAsync(NarrowCells, cancellationToken);
        foreach (var statement in NameTotals.Statements)
            await run.ExecuteAsync(statement, cancellationToken);
        foreach (var table in new[] { StatisticsTable.Years, StatisticsTable.Decades, StatisticsTable.Coverage, StatisticsTable.Areas })
            await ReplaceAsync(run, table, cancellationToken);
        await run.AnalyzeAsync(rows, cancellationToken);
    }

    private static async Task ReplaceAsync(StatisticsTransaction run, StatisticsTable table, CancellationToken cancellationToken)
    {
        foreach (var statement in table.Replace)
            await run.ExecuteAsync(statement, cancellationToken);
    }
}
