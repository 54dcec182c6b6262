using BabyNames.Data.Ingestion;

namespace BabyNames.Server.Datasets;

/// <summary>Takes datasets out of sight, back, and out of the queue.</summary>
internal sealed class DatasetLife(DatasetStore store, DatasetDeletion deletion, ILogger<DatasetLife> logger)
{
    /// <exception cref="DatasetNotFoundException">Unknown.</exception>
    /// <exception cref="DatasetDeletedException">Deleted already.</exception>
    /// <exception cref="CountryBusyException">It waited too long for a load or for another change.</exception>
    public async Task DeleteAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        if (!await deletion.DeleteAsync(datasetId, cancellationToken).OrBusyAsync())
            throw await store.FindAsync(datasetId, cancellationToken) is null ? new DatasetNotFoundException(datasetId) : new DatasetDeletedException(datasetId);
        logger.LogInformation("Dataset {Dataset}: deleted; its years and sexes are served by the datasets that claimed them before", datasetId);
    }

    /// <exception cref="DatasetNotFoundException">Unknown.</exception>
    /// <exception cref="DatasetNotDeletedException">Not deleted, or restored already.</exception>
    /// <exception cref="DuplicateDatasetException">The same bytes were uploaded again meanwhile.</exception>
    /// <exception cref="CountryBusyException">It waited too long for a load or for another change.</exception>
    public async Task RestoreAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(datasetId, cancellationToken) ?? throw new DatasetNotFoundException(datasetId);
        if (!state.IsDeleted)
            throw new DatasetNotDeletedException(datasetId);
        var (done, duplicate) = await deletion.RestoreAsync(datasetId, cancellationToken).OrBusyAsync();
        if (duplicate is { } other)
            throw new DuplicateDatasetException(other);
        // Someone was faster.
        if (!done)
            throw new DatasetNotDeletedException(datasetId);
        logger.LogInformation("Dataset {Dataset}: restored", datasetId);
    }

    /// <exception cref="DatasetNotFoundException">Unknown.</exception>
    /// <exception cref="NothingToCancelException">It has no job that waits or runs.</exception>
    /// <exception cref="CountryBusyException">It waited too long for a load or for another change.</exception>
    public async Task CancelAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        if (!await deletion.CancelAsync(datasetId, cancellationToken).OrBusyAsync())
            throw await store.FindAsync(datasetId, cancellationToken) is null ? new DatasetNotFoundException(datasetId) : new NothingToCancelException(datasetId);
        logger.LogInformation("Dataset {Dataset}: its job was cancelled", datasetId);
    }
}
