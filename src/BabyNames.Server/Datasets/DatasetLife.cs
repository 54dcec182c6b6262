using BabyNames.Data.Ingestion;
using Npgsql;

namespace BabyNames.Server.Datasets;

/// <summary>Takes datasets out of sight, back, and out of the queue.</summary>
internal sealed class DatasetLife(DatasetDeletion deletion, ILogger<DatasetLife> logger)
{
    /// <exception cref="DatasetNotFoundException">Unknown, or deleted already.</exception>
    public async Task DeleteAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        if (!await deletion.DeleteAsync(datasetId, cancellationToken))
            throw new DatasetNotFoundException(datasetId);
        logger.LogInformation("Dataset {Dataset}: deleted; its years and sexes are served by older datasets that have them", datasetId);
    }

    /// <exception cref="DatasetNotFoundException">Unknown, or not deleted.</exception>
    /// <exception cref="DuplicateDatasetException">The same bytes were uploaded again meanwhile.</exception>
    public async Task RestoreAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        try
        {
            if (!await deletion.RestoreAsync(datasetId, cancellationToken))
                throw new DatasetNotFoundException(datasetId);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new DuplicateDatasetException(datasetId);
        }
        logger.LogInformation("Dataset {Dataset}: restored", datasetId);
    }

    /// <exception cref="NothingToCancelException">It has no job that waits or runs.</exception>
    public async Task CancelAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        if (!await deletion.CancelAsync(datasetId, cancellationToken))
            throw new NothingToCancelException(datasetId);
        logger.LogInformation("Dataset {Dataset}: its job was cancelled", datasetId);
    }
}
