using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Takes datasets out of sight and back again; each is one transaction.</summary>
/// <remarks>A deleted dataset's slices are hidden like those that a newer dataset took over, so that restoring it is the
/// same decision: the newest serves.</remarks>
public sealed class DatasetDeletion(Databases databases)
{
    /// <summary>Begins the error of a job that an admin ended, and of its dataset.</summary>
    public const string CancelledCode = "BN306";

    private const string Cancelled = "cancelled by an admin; figures of the last good run, if there are any, stay served";

    private readonly CountryActs _acts = new();

    /// <summary>Soft-deletes a dataset with its live rows, ends its job, and gives its slices back to older datasets.</summary>
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
        await SettleAsync(connection, country, cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>Brings a deleted dataset back; then the newest dataset of each slice serves it.</summary>
    /// <param name="disjoint">As of <see cref="DatasetStore.AcceptAsync"/>.</param>
    /// <returns>Whether it was done, which only a deleted dataset allows; or what came in its way meanwhile.</returns>
    public async Task<(bool Done, Obstacle? Obstacle)> RestoreAsync(
        Guid datasetId, IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken)
    {
        Obstacle? obstacle = null;
        var done = await InCountryOfAsync(datasetId, async (connection, country) =>
        {
            await Obstacle.LockAsync(connection, country, cancellationToken);
            obstacle = await FindObstacleAsync(connection, datasetId, country, disjoint, cancellationToken);
            if (obstacle is not null || await ExecuteAsync(
                connection, "UPDATE datasets SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL", datasetId, cancellationToken) == 0)
                return false;
            await SettleAsync(connection, country, cancellationToken);
            return true;
        }, cancellationToken);
        return (done, obstacle);
    }

    /// <summary>Ends a dataset's waiting or running job. A new dataset fails with it; one that was being read again keeps the
    /// rows of its last good run.</summary>
    /// <returns>False when the dataset has no such job.</returns>
    public Task<bool> CancelAsync(Guid datasetId, CancellationToken cancellationToken) => InCountryOfAsync(datasetId,
        (connection, _) => CancelAsync(connection, datasetId, Cancelled, cancellationToken), cancellationToken);

    /// <summary>Removes for good what was hidden before a moment. Files stay: their datasets can be read again.</summary>
    /// <returns>Rows removed.</returns>
    public async Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand("""
            WITH slices AS (
                DELETE FROM dataset_slices WHERE hidden_at < $1
            ), purged AS (
                DELETE FROM names WHERE deleted_at < $1 RETURNING 1
            )
            SELECT COUNT(*) FROM purged
            """);
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = before });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<Obstacle?> FindObstacleAsync(
        NpgsqlConnection connection, Guid datasetId, Guid country, IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT sha256 FROM datasets WHERE id = $1", connection);
        command.Parameters.Add(new() { Value = datasetId });
        var sha256 = (string?)await command.ExecuteScalarAsync(cancellationToken);
        return await Obstacle.FindAsync(connection, datasetId, country, sha256, disjoint, cancellationToken);
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

    /// <summary>Decides who serves each slice, and has datasets read again whose slices were purged.</summary>
    private static async Task SettleAsync(NpgsqlConnection connection, Guid countryId, CancellationToken cancellationToken)
    {
        await SliceTable.SettleAsync(connection, countryId, cancellationToken);
        await ExecuteAsync(connection, """
            WITH incomplete AS (
                UPDATE datasets d SET status = 'reprocessing'
                WHERE d.country_id = $1 AND d.deleted_at IS NULL AND d.status = 'completed'
                  AND d.row_count > (SELECT COALESCE(SUM(s.row_count), 0) FROM dataset_slices s WHERE s.dataset_id = d.id)
                RETURNING d.id, d.parser_type
            )
            INSERT INTO jobs (dataset_id, type, payload)
            SELECT id, 'reprocess_dataset', jsonb_build_object('dataset_id', id, 'parser_type', parser_type, 'reason', 'its rows were purged')
            FROM incomplete
            """, countryId, cancellationToken);
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
