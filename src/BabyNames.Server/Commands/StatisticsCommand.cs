using System.CommandLine;
using BabyNames.Data.Statistics;
using BabyNames.Server.Configuration;
using Spectre.Console;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames statistics check | rebuild</c>.</summary>
internal static class StatisticsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var check = new Command(
            "check",
            "Compare all statistics with a computation from all rows. Changes nothing. The exit code is 1 if they differ, which includes "
                + "differences that a due refresh will remove."
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
            "Compute all statistics again, list and correct the differences, and vacuum the tables. Readers are not blocked."
        );
        rebuild.SetAction((_, cancellationToken) => RunAsync("computing", RebuildAsync, _ => 0, cancellationToken));
        return new Command("statistics", "Check the statistics or compute them again.") { check, rebuild };
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
        string activity,
        Func<StatisticsCheck, CancellationToken, Task<IReadOnlyList<StatisticsComparison>?>> run,
        Func<IReadOnlyList<StatisticsComparison>, int> exitCode,
        CancellationToken cancellationToken
    )
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        await host.Services.GetRequiredService<Database.FirstRun>().PrepareSchemaAsync(cancellationToken);
        var statistics = host.Services.GetRequiredService<StatisticsCheck>();
        var comparisons =
            await AnsiConsole.Status().StartAsync($"{activity} all statistics", _ => run(statistics, cancellationToken))
            ?? throw new StartupException("Another process is refreshing the statistics. Try again in a moment.");
        foreach (var comparison in comparisons)
            Print(comparison);
        return exitCode(comparisons);
    }

    /// <summary>Prints a comparison and its first differences.</summary>
    public static void Print(StatisticsComparison comparison)
    {
        Console.WriteLine($"{comparison.Table}: {(comparison.Rows == 0 ? "no difference" : $"{comparison.Rows:N0} rows differ")}");
        foreach (var row in comparison.First)
            Console.WriteLine($"  {row.Key}: {row.Stored ?? "missing"}, computed: {row.Computed ?? "none"}");
        if (comparison.Rows > comparison.First.Count)
            Console.WriteLine($"  and {comparison.Rows - comparison.First.Count:N0} more");
    }
}
