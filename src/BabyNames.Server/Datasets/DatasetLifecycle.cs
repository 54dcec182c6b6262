using BabyNames.Data.Ingestion;

namespace BabyNames.Server.Datasets;

/// <summary>Deletes, restores and cancels datasets.</summary>
internal sealed class DatasetLifecycle(DatasetStore store, DatasetDeletion deletion, ILogger<DatasetLifecycle> logger)
{
    /// <summary>Deletes a dataset. It can be restored.</summary>
    /// <exception cref="DatasetNotFoundException">No dataset has this id.</exception>
    /// <exception cref="DatasetDeletedException">The dataset is deleted already.</exception>
    /// <exception cref="CountryBusyException">A load or another change holds the locks of the country for too long.</exception>
    public async Task DeleteAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        if (!await deletion.DeleteAsync(datasetId, cancellationToken).OrBusyAsync())
            throw await store.FindAsync(datasetId, cancellationToken) is null
                ? new DatasetNotFoundException(datasetId)
                : new DatasetDeletedException(datasetId);
        logger.DatasetDeleted(datasetId);
    }

    /// <summary>Restores a deleted dataset.</summary>
    /// <exception cref="DatasetNotFoundException">No dataset has this id.</exception>
    /// <exception cref="DatasetNotDeletedException">The dataset is not deleted.</exception>
    /// <exception cref="DuplicateDatasetException">A live dataset has the same bytes.</exception>
    /// <exception cref="CountryBusyException">A load or another change holds the locks of the country for too long.</exception>
    public async Task RestoreAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(datasetId, cancellationToken) ?? throw new DatasetNotFoundException(datasetId);
        if (!state.IsDeleted)
            throw new DatasetNotDeletedException(datasetId);
        var (isRestored, duplicate) = await deletion.RestoreAsync(datasetId, cancellationToken).OrBusyAsync();
        if (duplicate is { } other)
            throw new DuplicateDatasetException(other);
        // A concurrent request has restored the dataset.
        if (!isRestored)
            throw new DatasetNotDeletedException(datasetId);
        logger.DatasetRestored(datasetId);
    }

    /// <summary>Cancels the queued or running job of a dataset.</summary>
    /// <exception cref="DatasetNotFoundException">No dataset has this id.</exception>
    /// <exception cref="NothingToCancelException">The dataset has no queued or running job.</exception>
    /// <exception cref="CountryBusyException">A load or another change holds the locks of the country for too long.</exception>
    public async Task CancelAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        if (!await deletion.CancelAsync(datasetId, cancellationToken).OrBusyAsync())
            throw await store.FindAsync(datasetId, cancellationToken) is null
                ? new DatasetNotFoundException(datasetId)
                : new NothingToCancelException(datasetId);
        logger.JobCancelled(datasetId);
    }
}
