using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Takes datasets out of sight and back again; each is one transaction.</summary>
/// <remarks>A deleted dataset's slices are hidden like those that a later claim took, so that restoring it is the
/// same decision: the latest claim serves.</remarks>
public sealed class DatasetDeletion(Databases databases)
{
    /// <summary>Begins the error of a job that an admin ended, and of its dataset.</summary>
    public const string CancelledCode = "BN306";

    private const int RowsPurgedAtOnce = 50_000;

    private const string Cancelled = "cancelled by an admin; figures of the last good run, if there are any, stay served";

    private readonly CountryActs _acts = new();

    /// <summary>Soft-deletes a dataset with its live rows, ends its job, and gives its slices to the next claims.</summary>
    /// <returns>False when there is no such dataset.</returns>
    /// <remarks>A worker that is reading it loses its lease and rolls back.</remarks>
    public Task<bool> DeleteAsync(Guid datasetId, CancellationToken cancellationToken) => InCountryOfAsync(datasetId, async (connection, country) =>
    {
        await CancelAsync(connection, datasetId, "the dataset was deleted", cancellationToken);
        if (await ExecuteAsync(connection, """
            UPDATE datasets SET deleted_at = NOW(), status = CASE WHEN status = 'completed' THEN status ELSE 'failed' END
            WHERE id = $1 AND deleted_at IS NULL
            """, datasetId, cancellationToken) == 0)
            return false;
        await ExecuteAsync(connection, "UPDATE dataset_slices SET hidden_at = NOW() WHERE dataset_id = $1 AND hidden_at IS NULL", datasetId, cancellationToken);
        await ExecuteAsync(connection, "UPDATE names SET deleted_at = NOW() WHERE dataset_id = $1 AND deleted_at IS NULL", datasetId, cancellationToken);
        await SliceTable.SettleAsync(connection, country, cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>Brings a deleted dataset back; then the latest claim on each slice serves it.</summary>
    /// <returns>Whether it was done, which only a deleted dataset allows; or the dataset that has the same bytes meanwhile.</returns>
    public async Task<(bool Done, Guid? Duplicate)> RestoreAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        Guid? duplicate = null;
        var done = await InCountryOfAsync(datasetId, async (connection, country) =>
        {
            await DuplicateFile.LockAsync(connection, country, cancellationToken);
            duplicate = await FindDuplicateAsync(connection, datasetId, country, cancellationToken);
            if (duplicate is not null || await ExecuteAsync(
                connection, "UPDATE datasets SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL", datasetId, cancellationToken) == 0)
                return false;
            await SliceTable.SettleAsync(connection, country, cancellationToken);
            return true;
        }, cancellationToken);
        return (done, duplicate);
    }

    /// <summary>Ends a dataset's waiting or running job. A new dataset fails with it; one that was being read again keeps the
    /// rows of its last good run.</summary>
    /// <returns>False when the dataset has no such job.</returns>
    public Task<bool> CancelAsync(Guid datasetId, CancellationToken cancellationToken) => InCountryOfAsync(datasetId,
        (connection, _) => CancelAsync(connection, datasetId, Cancelled, cancellationToken), cancellationToken);

    /// <summary>Removes rows for good that were hidden before a moment. Files stay: their datasets can be read again.</summary>
    /// <returns>Rows removed.</returns>
    /// <remarks>In transactions of some ten thousand rows. The slices first, so that none of them comes back with a part of its rows.</remarks>
    public async Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await PurgeAsync("UPDATE dataset_slices SET purged_at = NOW() WHERE hidden_at < $1 AND purged_at IS NULL", before, cancellationToken);
        var (rows, removed) = (0L, 0);
        do
        {
            removed = await PurgeAsync(
                $"DELETE FROM names WHERE deleted_at < $1 AND id = ANY (ARRAY(SELECT id FROM names WHERE deleted_at < $1 LIMIT {RowsPurgedAtOnce}))",
                before, cancellationToken);
            rows += removed;
        }
        while (removed > 0);
        return rows;
    }

    private async Task<int> PurgeAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = before });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Guid?> FindDuplicateAsync(
        NpgsqlConnection connection, Guid datasetId, Guid country, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT sha256 FROM datasets WHERE id = $1", connection);
        command.Parameters.Add(new() { Value = datasetId });
        var sha256 = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return await DuplicateFile.FindAsync(connection, datasetId, country, sha256, cancellationToken);
    }

    /// <param name="why">Follows the code that tells a cancelled job from one that failed.</param>
    private static async Task<bool> CancelAsync(NpgsqlConnection connection, Guid datasetId, string why, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH ended AS (
                UPDATE jobs SET status = 'failed', completed_at = NOW(), locked_at = NULL, locked_by = NULL, last_error = $2
                WHERE dataset_id = $1 AND status IN ('queued', 'running')
                RETURNING dataset_id
            )
            UPDATE datasets d SET status = 'failed', processed_at = NOW(), error_message = $2
            FROM ended e WHERE d.id = e.dataset_id
            """, connection);
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = $"{CancelledCode}: {why}" });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Within a transaction that no load of the country can interleave with.</summary>
    private Task<bool> InCountryOfAsync(Guid datasetId, Func<NpgsqlConnection, Guid, Task<bool>> work, CancellationToken cancellationToken) =>
        _acts.RunAsync(databases.Worker, async (connection, transaction) =>
        {
            await using var find = new NpgsqlCommand("SELECT country_id FROM datasets WHERE id = $1", connection);
            find.Parameters.Add(new() { Value = datasetId });
            if (await find.ExecuteScalarAsync(cancellationToken) is not Guid country)
                return false;
            await SliceTable.LockAsync(connection, country, cancellationToken);
            if (!await work(connection, country))
                return false;
            await transaction.CommitAsync(cancellationToken);
            return true;
        }, cancellationToken);

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
