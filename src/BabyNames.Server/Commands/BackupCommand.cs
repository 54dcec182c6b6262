using System.CommandLine;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Model;
using BabyNames.Data.Statistics;
using BabyNames.Server.Storage;
using BabyNames.Sources;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames backup verify</c>: checks that a database and the stored files are complete and belong together.</summary>
internal static class BackupCommand
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var verify = new Command(
            "verify",
            "Check a restored or a live database and its stored files: the SHA-256 of each file, the rows of each dataset, and all "
                + "statistics. The exit code is 1 if anything is missing or differs. Refreshes the statistics first if a refresh is due."
        );
        verify.SetAction(
            async (_, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(
                    cancellationToken,
                    builder => CommandHost.RequireDatabase(builder.Configuration)
                );
                await host.Services.GetRequiredService<Database.FirstRun>().PrepareSchemaAsync(cancellationToken);
                return await VerifyAsync(host.Services, cancellationToken);
            }
        );
        return new Command("backup", "Check backups.") { verify };
    }

    private static async Task<int> VerifyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var comparisons = await AnsiConsole
            .Status()
            .StartAsync("comparing all statistics", _ => CompareStatisticsAsync(services, cancellationToken));
        var check = new DatasetCheck(services.GetRequiredService<Databases>());
        var datasets = await AnsiConsole
            .Status()
            .StartAsync("counting the rows of all datasets", _ => check.CompareAsync(cancellationToken));
        var lost = await ReadFilesAsync(services.GetRequiredService<DatasetStorage>(), datasets, cancellationToken);

        var state = await StateAsync(services, cancellationToken);
        Console.WriteLine($"data version: {state.DataVersion}, refreshed at {state.RefreshedAt:u}");
        Console.WriteLine($"rows: {datasets.Sum(dataset => dataset.Rows):N0}, births: {datasets.Sum(dataset => dataset.Births):N0}");
        var problems = Print("files", datasets.Count, lost);
        var different = datasets.Where(dataset => dataset.Difference is not null).ToList();
        problems += Print("datasets", datasets.Count, [.. different.Select(row => $"{row.Id}  {row.File.Filename}: {row.Difference}")]);
        foreach (var comparison in comparisons)
            StatisticsCommand.Print(comparison);
        problems += comparisons.Count(comparison => !IsEqual(comparison));
        Console.WriteLine(problems == 0 ? "Everything is complete." : $"Problems: {problems}. See docs/backup.md.");
        return problems == 0 ? 0 : 1;
    }

    private static bool IsEqual(StatisticsComparison comparison) => comparison.Rows == 0;

    private static int Print(string subject, int count, IReadOnlyList<string> problems)
    {
        Console.WriteLine($"{subject}: {count:N0}, {(problems.Count == 0 ? "no difference" : $"{problems.Count:N0} differ")}");
        foreach (var problem in problems)
            Console.WriteLine($"  {problem}");
        return problems.Count;
    }

    /// <summary>Compares the statistics when no refresh is due, because changes that are not refreshed yet are no damage. A database that
    /// was restored to a moment before a refresh has no server that does it.</summary>
    private static async Task<IReadOnlyList<StatisticsComparison>> CompareStatisticsAsync(
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var refresher = services.GetRequiredService<StatisticsRefresher>();
        var check = services.GetRequiredService<StatisticsCheck>();
        while (true)
        {
            await refresher.RefreshIfDueAsync(cancellationToken);
            var comparisons = await check.CompareAsync(cancellationToken);
            if (comparisons is not null && (comparisons.All(IsEqual) || !await refresher.IsDueAsync(cancellationToken)))
                return comparisons;
            // A server is refreshing the statistics or has loaded another file.
            await Task.Delay(RetryInterval, cancellationToken);
        }
    }

    /// <summary>Reads all stored files.</summary>
    /// <returns>A line for each file that is missing, damaged or unreadable.</returns>
    private static Task<List<string>> ReadFilesAsync(
        DatasetStorage storage,
        IReadOnlyList<CheckedDataset> datasets,
        CancellationToken cancellationToken
    ) =>
        AnsiConsole
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask("reading all files", maxValue: Math.Max(1, datasets.Sum(dataset => dataset.FileSize)));
                var lost = new List<string>();
                foreach (var dataset in datasets)
                {
                    try
                    {
                        await storage.VerifyAsync(dataset.File, cancellationToken);
                    }
                    catch (Exception exception) when (exception is SourceFormatException or IOException or UnauthorizedAccessException)
                    {
                        lost.Add($"{dataset.Id}  {exception.Message}");
                    }
                    task.Increment(dataset.FileSize);
                }
                return lost;
            });

    private static async Task<StatisticsState> StateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var database = await services
            .GetRequiredService<IDbContextFactory<BabyNamesDbContext>>()
            .CreateDbContextAsync(cancellationToken);
        return await database.StatisticsStates.SingleAsync(cancellationToken);
    }
}
