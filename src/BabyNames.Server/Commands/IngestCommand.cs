using System.CommandLine;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Data.Statistics;
using BabyNames.Server.Audit;
using BabyNames.Server.Datasets;
using BabyNames.Server.Jobs;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames ingest FILE --country US</c>: uploads a file and waits until the statistics show it. Works with and
/// without a running server; either may run the job.</summary>
internal static class IngestCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HandBack = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A publisher's file, as published." };
        var country = new Option<string>("--country")
        {
            Description = "ISO 3166-1 alpha-2 code of the country, for example US.",
            Required = true,
        };
        var parser = new Option<string?>("--parser")
        {
            Description = "Source to read it as (see babynames sources). Left out, the file's content decides.",
        };
        var year = new Option<int?>("--year") { Description = "Year of the births, where neither the file nor its name says it." };
        var gender = new Option<string?>("--gender") { Description = "F or M, where neither the file nor its name says it; else refused." };
        gender.AcceptOnlyFromAmong("F", "M");
        var area = new Option<string?>("--area")
        {
            Description = "Area that a file of one's own is about, for example GB-SCT. Left out, the whole country.",
        };
        var publisher = new Option<string?>("--publisher") { Description = "Who published a file of one's own." };
        var takeOver = new Option<bool>("--take-over") { Description = "Claim its years and sexes although another source serves them." };
        var command = new Command("ingest", "Upload a file, read it and bring the statistics up to date.")
        {
            file,
            country,
            parser,
            year,
            gender,
            area,
            publisher,
            takeOver,
        };
        command.SetAction(
            async (result, cancellationToken) =>
            {
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                await host.Services.GetRequiredService<Database.FirstRun>().PrepareSchemaAsync(cancellationToken);
                var named = result.GetRequiredValue(file);
                await using var content = named.OpenRead();
                var request = new UploadRequest(
                    new(named.Name, content),
                    result.GetRequiredValue(country),
                    result.GetValue(parser),
                    result.GetValue(year),
                    result.GetValue(gender),
                    result.GetValue(area),
                    result.GetValue(publisher),
                    result.GetValue(takeOver)
                );
                return await RunAsync(host.Services, request, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, UploadRequest request, CancellationToken cancellationToken)
    {
        var id = await services
            .GetRequiredService<AuditLog>()
            .RecordAsync(
                Actor.CommandLine,
                "ingest",
                request.File.FileName,
                async () =>
                {
                    var accepted = await services
                        .GetRequiredService<DatasetUploads>()
                        .UploadAsync(request, $"ingest by {Environment.UserName}", cancellationToken);
                    return (accepted, accepted.ToString());
                },
                cancellationToken
            );
        Console.WriteLine($"Dataset {id} is accepted.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var worker = services.GetRequiredService<JobWorker>().DrainAsync(grace: TimeSpan.Zero, stop.Token);
        Dataset dataset;
        try
        {
            dataset = await WatchAsync(services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>(), id, cancellationToken);
        }
        finally
        {
            // Returns the job to the queue after Ctrl+C, so that a server runs it.
            await stop.CancelAsync();
            await worker.WaitAsync(HandBack, CancellationToken.None);
        }
        if (dataset.Status != "completed")
        {
            Console.WriteLine($"failed: {dataset.ErrorMessage}");
            return 1;
        }
        await RefreshAsync(services.GetRequiredService<StatisticsRefresher>(), cancellationToken);
        Console.WriteLine($"completed: {dataset.RowCount:N0} rows are in the statistics.");
        return 0;
    }

    /// <summary>Shows the progress of the job until the dataset is completed or failed.</summary>
    private static Task<Dataset> WatchAsync(IDbContextFactory<BabyNamesDbContext> contexts, Guid id, CancellationToken cancellationToken) =>
        AnsiConsole
            .Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask("waiting", maxValue: 1);
                while (true)
                {
                    await using var database = await contexts.CreateDbContextAsync(cancellationToken);
                    var dataset = await database.Datasets.SingleAsync(one => one.Id == id, cancellationToken);
                    if (dataset.Status is "completed" or "failed")
                    {
                        task.Value = 1;
                        task.Description = dataset.Status;
                        return dataset;
                    }
                    var job = await database
                        .Jobs.Where(one => one.DatasetId == id)
                        .OrderByDescending(one => one.CreatedAt)
                        .FirstOrDefaultAsync(cancellationToken);
                    if (job?.ProgressPhase is { } phase)
                    {
                        task.Description = $"{phase}, {job.RowsDone:N0} rows";
                        task.Value = job is { RowsExpected: > 0 and var expected, RowsDone: { } done }
                            ? Math.Min(0.99, (double)done / expected)
                            : 0;
                    }
                    await Task.Delay(Look, cancellationToken);
                }
            });

    /// <summary>Refreshes the statistics, or waits for the process that does.</summary>
    private static Task RefreshAsync(StatisticsRefresher refresher, CancellationToken cancellationToken) =>
        AnsiConsole
            .Status()
            .StartAsync(
                "bringing the statistics up to date",
                async _ =>
                {
                    while (await refresher.IsDueAsync(cancellationToken))
                    {
                        if (await refresher.RefreshIfDueAsync(cancellationToken) is null)
                            await Task.Delay(Look, cancellationToken);
                    }
                }
            );
}
