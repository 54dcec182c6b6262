using System.CommandLine;
using BabyNames.Data.Statistics;
using BabyNames.Server.Configuration;
using Spectre.Console;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames statistics check | rebuild</c>.</summary>
internal static class StatisticsCommand
{
    public static Command Create()
    {
        var check = new Command(
            "check",
            "Compare every statistic with a computation from all rows. Changes nothing. Ends with 1 when they differ: while a refresh is due, by what is due."
        );
        check.SetAction(
            (_, cancellationToken) =>
                RunAsync(
                    "comparing",
                    async (statistics, token) => await statistics.CompareAsync(token),
                    comparisons => comparisons.Any(comparison => comparison.Rows > 0) ? 1 : 0,
                    cancellationToken
                )
        );
        var rebuild = new Command(
            "rebuild",
            "Compute all statistics again, store and list those that differ, and vacuum. Readers are not blocked."
        );
        rebuild.SetAction((_, cancellationToken) => RunAsync("computing", RebuildAsync, _ => 0, cancellationToken));
        return new Command("statistics", "Check the statistics, or compute them again.") { check, rebuild };
    }

    private static async Task<IReadOnlyList<StatisticsComparison>?> RebuildAsync(
        StatisticsCheck statistics,
        CancellationToken cancellationToken
    )
    {
        var comparisons = await statistics.RebuildAsync(cancellationToken);
        if (comparisons is not null)
            await statistics.VacuumAsync(cancellationToken);
        return comparisons;
    }

    private static async Task<int> RunAsync(
        string doing,
        Func<StatisticsCheck, CancellationToken, Task<IReadOnlyList<StatisticsComparison>?>> run,
        Func<IReadOnlyList<StatisticsComparison>, int> exitCode,
        CancellationToken cancellationToken
    )
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.Services.GetRequiredService<Database.FirstRun>().PrepareSchemaAsync(cancellationToken);
        var statistics = host.Services.GetRequiredService<StatisticsCheck>();
        var comparisons =
            await AnsiConsole.Status().StartAsync($"{doing} all statistics", _ => run(statistics, cancellationToken))
            ?? throw new StartupException("The statistics are being refreshed by another process. Try again in a moment.");
        foreach (var comparison in comparisons)
            Print(comparison);
        return exitCode(comparisons);
    }

    private static void Print(StatisticsComparison comparison)
    {
        Console.WriteLine($"{comparison.Table}: {(comparison.Rows == 0 ? "no difference" : $"{comparison.Rows:N0} rows differ")}");
        foreach (var row in comparison.First)
            Console.WriteLine($"  {row.Key}: {row.Stored ?? "missing"}, computed: {row.Computed ?? "none"}");
        if (comparison.Rows > comparison.First.Count)
            Console.WriteLine($"  and {comparison.Rows - comparison.First.Count:N0} more");
    }
}
