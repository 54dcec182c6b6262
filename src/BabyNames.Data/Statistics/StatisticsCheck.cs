namespace BabyNames.Data.Statistics;

/// <summary>Compares all statistics with a full computation from <c>names</c>.</summary>
public sealed class StatisticsCheck(Databases databases)
{
    private const int MaxListed = 20;

    /// <summary>Changes nothing. While a refresh is due, the statistics differ by what is due.</summary>
    /// <returns>A comparison for each table; null when another process is refreshing the statistics.</returns>
    /// <remarks>Each table is compared with what follows from those before it as they are stored, so that one fault counts once.</remarks>
    public async Task<IReadOnlyList<StatisticsComparison>?> CompareAsync(CancellationToken cancellationToken)
    {
        await using var run = await StatisticsTransaction.BeginAsync(databases, cancellationToken);
        return run is null ? null : await CompareAsync(run, isRepaired: false, cancellationToken);
    }

    /// <summary>Computes all statistics again, stores where they differ and moves the data version on.</summary>
    /// <returns>What was compared before; null when another process is refreshing the statistics.</returns>
    public async Task<IReadOnlyList<StatisticsComparison>?> RebuildAsync(CancellationToken cancellationToken)
    {
        await using var run = await StatisticsTransaction.BeginAsync(databases, cancellationToken);
        if (run is null)
            return null;
        await run.ExecuteAsync("DELETE FROM changed_cells", cancellationToken);
        var comparisons = await CompareAsync(run, isRepaired: true, cancellationToken);
        await run.AnalyzeAsync(comparisons.Max(comparison => comparison.Rows), cancellationToken);
        await run.CommitAsync(cancellationToken);
        return comparisons;
    }

    /// <summary>After much was stored anew, so that index-only reads are fast at once. Only the owner may.</summary>
    public async Task VacuumAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Owner.CreateCommand(
            $"VACUUM (ANALYZE) {string.Join(", ", StatisticsTable.Tables.Select(table => table.Name))}");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<StatisticsComparison>> CompareAsync(
        StatisticsTransaction run, bool isRepaired, CancellationToken cancellationToken)
    {
        var comparisons = new List<StatisticsComparison>();
        foreach (var table in StatisticsTable.Tables)
        {
            var rows = await run.CompareAsync(table, onlyChanged: false, cancellationToken);
            comparisons.Add(new(table.Name, rows, await run.DifferencesAsync(table, MaxListed, cancellationToken)));
            if (isRepaired)
                await run.ApplyAsync(table, cancellationToken);
        }
        return comparisons;
    }
}

/// <summary>Where a table of the statistics differs from its computation.</summary>
/// <param name="Rows">All rows that differ.</param>
/// <param name="First">The first 20 of them.</param>
public sealed record StatisticsComparison(string Table, long Rows, IReadOnlyList<StatisticsDifference> First);

/// <summary>A row of the statistics that is not what it is computed to be.</summary>
/// <param name="Key">For example <c>US 2023 F Emma</c>.</param>
/// <param name="Stored">Its figures; null for a row that is missing.</param>
/// <param name="Computed">What they should be; null for a row that should not be there.</param>
public sealed record StatisticsDifference(string Key, string? Stored, string? Computed);
