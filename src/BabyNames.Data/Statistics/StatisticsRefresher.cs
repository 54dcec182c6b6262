using Npgsql;

namespace BabyNames.Data.Statistics;

/// <summary>Brings the statistics up to date for the cells that changed.</summary>
public sealed class StatisticsRefresher(Databases databases)
{
    /// <summary>Takes the changed cells that the snapshot sees; those of later transactions stay for the next refresh. Of an area they are
    /// those of its country. A cell that no dataset serves any more has no areas.</summary>
    private const string TakeCells = """
        WITH taken AS (DELETE FROM changed_cells RETURNING area_id, year, gender),
        changed AS (
            SELECT DISTINCT a.country_id, c.code AS country_code, t.year, t.gender
            FROM taken t JOIN areas a ON a.id = t.area_id JOIN countries c ON c.id = a.country_id
        )
        INSERT INTO cells
        SELECT country_id, country_code, year, gender, area_ids, coverage
        FROM changed LEFT JOIN statistics_cells USING (country_id, country_code, year, gender)
        """;

    /// <summary>Leaves the cells whose figures changed: a file that is read again may have the same ones.</summary>
    private const string NarrowCells = """
        DELETE FROM cells WHERE (country_code, year, gender) NOT IN (
            SELECT country_code, year, gender FROM name_statistics_differences GROUP BY country_code, year, gender
        )
        """;

    /// <summary>Refreshes what changed since the last time, and moves the data version on.</summary>
    /// <returns>The new data version; null when nothing was due or another process is at it.</returns>
    /// <remarks>Readers go on with the old figures meanwhile. Only the very first time, of empty tables, makes them wait.</remarks>
    public async Task<long?> RefreshIfDueAsync(CancellationToken cancellationToken)
    {
        if (!await IsDueAsync(cancellationToken))
            return null;
        try
        {
            await using var run = await StatisticsTransaction.BeginAsync(databases, cancellationToken);
            if (run is null || await run.ExecuteAsync(TakeCells, cancellationToken) == 0)
                return null;
            await run.ExecuteAsync("ANALYZE cells", cancellationToken);
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

    /// <summary>The data version that is behind. Null when the statistics show every change.</summary>
    public async Task<long?> DueVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand("SELECT version FROM statistics_state WHERE EXISTS (SELECT FROM changed_cells)");
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task FillAsync(StatisticsTransaction run, CancellationToken cancellationToken)
    {
        foreach (var table in StatisticsTable.Tables)
            await run.ExecuteAsync(table.Fill, cancellationToken);
        await run.ExecuteAsync("SELECT end_first_refresh()", cancellationToken);
    }

    private static async Task FollowAsync(StatisticsTransaction run, CancellationToken cancellationToken)
    {
        var rows = await run.CompareAsync(StatisticsTable.Names, onlyChanged: true, cancellationToken);
        await run.ApplyAsync(StatisticsTable.Names, cancellationToken);
        await run.ExecuteAsync(NarrowCells, cancellationToken);
        StatisticsTable[] others = [StatisticsTable.Years, StatisticsTable.Decades, StatisticsTable.Coverage];
        foreach (var statement in NameTotals.Statements.Concat(others.SelectMany(table => table.Replace)))
            await run.ExecuteAsync(statement, cancellationToken);
        await run.AnalyzeAsync(rows, cancellationToken);
    }
}
