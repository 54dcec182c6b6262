using System.ComponentModel;
using BabyNames.Data.Ingestion;
using BabyNames.Queries.Errors;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

[Description("No source of the country fits.")]
public sealed class UnknownSourceException(string message) : DomainException(ErrorCodes.UnknownSource, message);

[Description("The file cannot be read as it is, whichever source is named.")]
public sealed class UnreadableFileException(SourceError fault) : DomainException(fault.Code, $"{fault.File}: {fault.Reason}.");

[Description("The country already has a dataset of the same bytes.")]
public sealed class DuplicateDatasetException(Guid datasetId)
    : DomainException(
        ErrorCodes.DuplicateDataset,
        $"These bytes are already here as dataset {datasetId}. To read them again, reprocess that dataset; another parser or area can be named for it."
    )
{
    [Description("The dataset that has them.")]
    public Guid DatasetId { get; } = datasetId;
}

[Description("No dataset has the id.")]
public sealed class DatasetNotFoundException(Guid datasetId)
    : DomainException(ErrorCodes.DatasetNotFound, $"There is no dataset {datasetId}. Take the id from the list of datasets.");

[Description("The dataset is deleted.")]
public sealed class DatasetDeletedException(Guid datasetId)
    : DomainException(ErrorCodes.DatasetDeleted, $"Dataset {datasetId} is deleted. Restore it first.");

[Description("The dataset is not deleted, so there is nothing to restore.")]
public sealed class DatasetNotDeletedException(Guid datasetId)
    : DomainException(ErrorCodes.DatasetNotDeleted, $"Dataset {datasetId} is not deleted, so there is nothing to restore.");

[Description("The dataset is being read or waits to be.")]
public sealed class DatasetBusyException(Guid datasetId, string status)
    : DomainException(
        ErrorCodes.DatasetBusy,
        $"Dataset {datasetId} is {status}. Wait until it is completed or failed, or cancel its job, then reprocess it."
    );

[Description("Another source serves a year and sex that the file has.")]
public sealed class OverlappingSourceException(SliceConflict conflict) : DomainException(ErrorCodes.OverlappingSource, ReasonOf(conflict))
{
    [Description("The dataset that serves it.")]
    public Guid DatasetId { get; } = conflict.DatasetId;

    /// <summary>Describes the conflict and what the client can do.</summary>
    public static string ReasonOf(SliceConflict conflict)
    {
        var slice = $"{conflict.Area}, {conflict.Year}, {conflict.Gender}";
        if (conflict.IsPart)
        {
            return $"the file is about the whole country, and parts of it are served: {slice} by dataset {conflict.DatasetId}. Claim its years "
                + "and sexes with takeOver to serve the whole instead, or name the part that it is about.";
        }
        var publisher = conflict.Publisher is { } name ? $", {name}" : "";
        return $"{slice} is served by dataset {conflict.DatasetId} of another source ({conflict.ParserType}{publisher}). Claim its years and sexes "
            + "with takeOver, name the area that this file is about, or delete that dataset.";
    }
}

[Description("The dataset has no job that waits or runs.")]
public sealed class NothingToCancelException(Guid datasetId)
    : DomainException(
        ErrorCodes.NothingToCancel,
        $"Dataset {datasetId} is not waiting or being read, so there is nothing to cancel. To take its figures away, delete it."
    );

[Description("Datasets of the country are being changed, and that takes long.")]
public sealed class CountryBusyException()
    : DomainException(
        ErrorCodes.CountryBusy,
        "A file of the country is being stored, or its datasets are being changed, and that takes longer than this request may wait; nothing was changed. "
            + "Try again when it is done; `jobs` shows how far it is."
    );
