using System.ComponentModel;
using BabyNames.Data.Ingestion;
using BabyNames.Queries.Errors;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

[Description("No source of the country can read the file, or no source has this id.")]
public sealed class UnknownSourceException(string message) : DomainException(ErrorCodes.UnknownSource, message);

[Description("No source can read the file, because the file is damaged or has an unsupported format.")]
public sealed class UnreadableFileException(SourceError error) : DomainException(error.Code, $"{error.File}: {error.Reason}.");

[Description("The country already has a dataset with the same bytes.")]
public sealed class DuplicateDatasetException(Guid datasetId)
    : DomainException(
        ErrorCodes.DuplicateDataset,
        $"Dataset {datasetId} has the same bytes. To read the file again, reprocess this dataset. You can specify another parser or "
            + "area for it."
    )
{
    [Description("Identifier of the dataset that has the same bytes.")]
    public Guid DatasetId { get; } = datasetId;
}

[Description("No dataset has this id.")]
public sealed class DatasetNotFoundException(Guid datasetId)
    : DomainException(ErrorCodes.DatasetNotFound, $"There is no dataset {datasetId}. `datasets` lists all datasets with their ids.");

[Description("The dataset is deleted.")]
public sealed class DatasetDeletedException(Guid datasetId)
    : DomainException(ErrorCodes.DatasetDeleted, $"Dataset {datasetId} is deleted. Restore it first.");

[Description("The dataset is not deleted, so it cannot be restored.")]
public sealed class DatasetNotDeletedException(Guid datasetId)
    : DomainException(ErrorCodes.DatasetNotDeleted, $"Dataset {datasetId} is not deleted, so it cannot be restored.");

[Description("The dataset has a queued or running job.")]
public sealed class DatasetBusyException(Guid datasetId, string status)
    : DomainException(
        ErrorCodes.DatasetBusy,
        $"Dataset {datasetId} is {status}. Wait until it is completed or failed, or cancel its job. Then reprocess it."
    );

[Description("Another source serves an area, year and sex of the file.")]
public sealed class OverlappingSourceException(SliceConflict conflict) : DomainException(ErrorCodes.OverlappingSource, ReasonOf(conflict))
{
    [Description("Identifier of the dataset that serves the area, year and sex.")]
    public Guid DatasetId { get; } = conflict.DatasetId;

    /// <summary>Returns a text that describes the conflict and what the client can do.</summary>
    public static string ReasonOf(SliceConflict conflict)
    {
        var slice = $"{conflict.Area}, {conflict.Year}, {conflict.Gender}";
        if (conflict.IsPart)
        {
            return $"the file is about the whole country, but dataset {conflict.DatasetId} serves a part of it: {slice}. To serve the "
                + "whole country instead, claim its years and sexes with takeOver. If the file is about a part, specify its area.";
        }
        var publisher = conflict.Publisher is { } name ? $", {name}" : "";
        return $"dataset {conflict.DatasetId} of another source ({conflict.ParserType}{publisher}) serves {slice}. Claim its years and "
            + "sexes with takeOver, specify the area that this file is about, or delete that dataset.";
    }
}

[Description("The dataset has no queued or running job.")]
public sealed class NothingToCancelException(Guid datasetId)
    : DomainException(
        ErrorCodes.NothingToCancel,
        $"Dataset {datasetId} has no queued or running job to cancel. To remove its figures, delete it."
    );

[Description("A load or another change locks the datasets of the country.")]
public sealed class CountryBusyException()
    : DomainException(
        ErrorCodes.CountryBusy,
        "A load or another change locks the datasets of the country for longer than this request may wait. Nothing was changed. "
            + "Try again when it is completed; `jobs` shows its progress."
    );
