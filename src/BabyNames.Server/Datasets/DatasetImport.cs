using System.Text.Json;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Errors;
using BabyNames.Server.Storage;
using BabyNames.Server.Telemetry;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>Runs a claimed job: reads the file of the dataset and stores its rows. It stores all rows or none.</summary>
internal sealed class DatasetImport(
    Databases databases,
    DatasetStore store,
    DatasetStorage storage,
    SourceLimits limits,
    TimeProvider clock,
    ILogger<DatasetImport> logger
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs the job. Errors in the file fail the job and its dataset; they are not thrown.</summary>
    /// <param name="progress">Receives the progress for heartbeats.</param>
    /// <exception cref="LeaseLostException">The worker lost its lease. Nothing was stored.</exception>
    /// <exception cref="IOException">An error of the system, like all other exceptions. The job can be retried.</exception>
    public async Task RunAsync(ClaimedJob job, ImportProgress progress, CancellationToken cancellationToken)
    {
        if (await store.BeginAsync(job, cancellationToken) is not { } dataset)
        {
            await FailAsync(job, $"{ErrorCodes.Cancelled}: the dataset was deleted", new(), cancellationToken);
            return;
        }
        var report = new SourceReport();
        try
        {
            await LoadAsync(job, dataset, report, progress, cancellationToken);
        }
        catch (SourceFormatException exception)
        {
            report.Add(exception.Error);
        }
        catch (SliceConflictException exception)
        {
            report.Add(ConflictError(dataset, exception.Conflict));
        }
        if (report.ErrorCount > 0)
            await FailAsync(job, Summary(report), report, cancellationToken);
    }

    private async Task LoadAsync(
        ClaimedJob job,
        DatasetFile dataset,
        SourceReport report,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        var source =
            SourceCatalog.Find(dataset.Source.ParserType)
            ?? throw new SourceFormatException(
                ErrorCodes.UnknownSource,
                dataset.Filename,
                $"this server has no source `{dataset.Source.ParserType}`; reprocess the dataset with another parser"
            );
        var startedAt = TimeProvider.System.GetTimestamp();
        await using var content = await storage.OpenAsync(dataset, cancellationToken);
        var file = new SourceFile(
            dataset.Filename,
            content,
            limits,
            dataset.Year,
            dataset.Gender,
            clock,
            source.IsGeneric ? dataset.Source.Area : null,
            new(dataset.Areas.Select(area => (area.Code, area.Name)))
        );
        await using var load = await DatasetLoad.BeginAsync(databases, dataset, cancellationToken);
        progress.Begin(() => load.RowCount, () => file.Progress);
        foreach (var record in source.Parser.Read(file, report, cancellationToken))
        {
            // After an error no rows are stored. The rest of the file is read to report its errors.
            if (report.ErrorCount == 0)
                await load.WriteAsync(record, cancellationToken);
        }
        if (report.ErrorCount > 0)
            return;
        progress.Merge();
        await load.CompleteAsync(job, JsonOf(report.Warnings), cancellationToken);
        Instruments.ImportedRows.Add(load.RowCount);
        Instruments.ImportDuration.Record(TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds);
        logger.DatasetLoaded(dataset.Id, load.RowCount, dataset.Filename);
    }

    private static SourceError ConflictError(DatasetFile dataset, SliceConflict? conflict) =>
        conflict is null
            ? new(
                ErrorCodes.AreaNeeded,
                dataset.Filename,
                null,
                null,
                "the file has no area, and other datasets serve parts of its country. Reprocess the dataset with one of these areas: "
                    + string.Join(", ", dataset.Areas.Select(area => area.Code))
            )
            : new(ErrorCodes.OverlappingSource, dataset.Filename, null, null, OverlappingSourceException.ReasonOf(conflict));

    private async Task FailAsync(ClaimedJob job, string message, SourceReport report, CancellationToken cancellationToken)
    {
        var failure = new ImportFailure(message, report.ErrorCount, JsonOf(report.Errors), JsonOf(report.Warnings));
        await store.FailAsync(job, failure, cancellationToken);
        logger.DatasetFailed(job.DatasetId, message);
    }

    private static string Summary(SourceReport report) =>
        report.ErrorCount switch
        {
            1 => report.Errors[0].ToString(),
            2 => $"{report.Errors[0]}; 1 more error",
            _ => $"{report.Errors[0]}; {report.ErrorCount - 1:N0} more errors",
        };

    private static string? JsonOf<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : JsonSerializer.Serialize(list, Json);
}
