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

/// <summary><c>babynames ingest FILE --country US</c>: uploads a file and waits until the statistics contain it. No server needs to run;
/// if one runs, it may run the job.</summary>
internal static class IngestCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HandBackTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "File of a publisher, unchanged." };
        var country = new Option<string>("--country")
        {
            Description = "ISO 3166-1 alpha-2 code of the country, for example US.",
            Required = true,
        };
        var parser = new Option<string?>("--parser")
        {
            Description = "Source whose format the file has (see babynames sources). The default is the source that recognizes the file.",
        };
        var year = new Option<int?>("--year") { Description = "Year of the births, if neither the file nor its name contains it." };
        var gender = new Option<string?>("--gender") { Description = "Sex, F or M, if neither the file nor its name contains it." };
        gender.AcceptOnlyFromAmong("F", "M");
        var area = new Option<string?>("--area")
        {
            Description =
                "Area that the file is about, for example GB-SCT, if the source does not define it. The default is the whole country.",
        };
        var publisher = new Option<string?>("--publisher") { Description = "Publisher of the file, if the source does not define it." };
        var takeOver = new Option<bool>("--take-over")
        {
            Description = "Claim the years and sexes of the file although another source serves them.",
        };
        var command = new Command("ingest", "Upload a file, read it and refresh the statistics.")
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
                var info = result.GetRequiredValue(file);
                await using var content = info.OpenRead();
                var request = new UploadRequest(
                    new(info.Name, content),
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
            // After Ctrl+C the job is returned to the queue, so that a server can run it.
            await stop.CancelAsync();
            await worker.WaitAsync(HandBackTimeout, CancellationToken.None);
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
                    var dataset = await database.Datasets.SingleAsync(row => row.Id == id, cancellationToken);
                    if (dataset.Status is "completed" or "failed")
                    {
                        task.Value = 1;
                        task.Description = dataset.Status;
                        return dataset;
                    }
                    var job = await database
                        .Jobs.Where(row => row.DatasetId == id)
                        .OrderByDescending(row => row.CreatedAt)
                        .FirstOrDefaultAsync(cancellationToken);
                    if (job?.ProgressPhase is { } phase)
                    {
                        task.Description = $"{phase}, {job.RowsDone:N0} rows";
                        task.Value = job is { RowsExpected: > 0 and var expected, RowsDone: { } done }
                            ? Math.Min(0.99, (double)done / expected)
                            : 0;
                    }
                    await Task.Delay(PollInterval, cancellationToken);
                }
            });

    /// <summary>Refreshes the statistics, or waits for another process that refreshes them.</summary>
    private static Task RefreshAsync(StatisticsRefresher refresher, CancellationToken cancellationToken) =>
        AnsiConsole
            .Status()
            .StartAsync(
                "refreshing the statistics",
                async _ =>
                {
                    while (await refresher.IsDueAsync(cancellationToken))
                    {
                        if (await refresher.RefreshIfDueAsync(cancellationToken) is null)
                            await Task.Delay(PollInterval, cancellationToken);
                    }
                }
            );
}
