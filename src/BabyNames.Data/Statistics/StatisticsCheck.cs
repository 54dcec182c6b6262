namespace BabyNames.Data.Statistics;

/// <summary>Compares all statistics with a full computation from <c>names</c>.</summary>
public sealed class StatisticsCheck(Databases databases)
{
    private const int MaxListed = 20;

    /// <summary>Compares each table with its computation. Changes nothing. If a refresh is due, the differences include those that the
    /// refresh will remove.</summary>
    /// <returns>A comparison for each table; null if another process is refreshing the statistics.</returns>
    /// <remarks>Each table is computed from the stored tables before it, so that an error is counted once.</remarks>
    public async Task<IReadOnlyList<StatisticsComparison>?> CompareAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await StatisticsTransaction.BeginAsync(databases, cancellationToken);
        return transaction is null ? null : await CompareAsync(transaction, repairs: false, cancellationToken);
    }

    /// <summary>Computes all statistics again, corrects the rows that differ and increments the data version.</summary>
    /// <returns>The comparisons before the change; null if another process is refreshing the statistics.</returns>
    public async Task<IReadOnlyList<StatisticsComparison>?> RebuildAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await StatisticsTransaction.BeginAsync(databases, cancellationToken);
        if (transaction is null)
            return null;
        await transaction.ExecuteAsync("DELETE FROM changed_cells", cancellationToken);
        var comparisons = await CompareAsync(transaction, repairs: true, cancellationToken);
        await transaction.AnalyzeAsync(comparisons.Max(comparison => comparison.Rows), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return comparisons;
    }

    /// <summary>Vacuums the tables as their owner, so that index-only scans are fast after a rebuild.</summary>
    public async Task VacuumAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Owner.CreateCommand(
            $"VACUUM (ANALYZE) {string.Join(", ", StatisticsTable.Tables.Select(table => table.Name))}"
        );
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<StatisticsComparison>> CompareAsync(
        StatisticsTransaction transaction,
        bool repairs,
        CancellationToken cancellationToken
    )
    {
        var comparisons = new List<StatisticsComparison>();
        foreach (var table in StatisticsTable.Tables)
        {
            var rows = await transaction.CompareAsync(table, onlyChanged: false, cancellationToken);
            comparisons.Add(new(table.Name, rows, await transaction.DifferencesAsync(table, MaxListed, cancellationToken)));
            if (repairs)
                await transaction.ApplyAsync(table, cancellationToken);
        }
        return comparisons;
    }
}

/// <summary>The differences between a table and its computation.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Rows">Number of rows that differ.</param>
/// <param name="First">The first 20 rows that differ.</param>
public sealed record StatisticsComparison(string Table, long Rows, IReadOnlyList<StatisticsDifference> First);

/// <summary>A row that differs from its computation.</summary>
/// <param name="Key">Key of the row as a text, for example <c>US 2023 F Emma</c>.</param>
/// <param name="Stored">The stored figures; null if the row is missing.</param>
/// <param name="Computed">The computed figures; null if the row should not exist.</param>
public sealed record StatisticsDifference(string Key, string? Stored, string? Computed);
