using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Deletes and restores datasets and cancels their jobs, each in one transaction. Purges hidden rows in several
/// transactions.</summary>
/// <remarks>The slices of a deleted dataset are hidden in the same way as slices with an earlier claim, so that a restore applies the
/// same rule: the dataset with the latest claim serves a slice.</remarks>
public sealed class DatasetDeletion(Databases databases)
{
    /// <summary>Error code at the start of the error text of a cancelled job and of its dataset.</summary>
    public const string CancelledCode = "BN306";

    private const int RowsPerPurge = 50_000;

    private const string CancelledByAdmin = "cancelled by an admin; figures of an earlier successful attempt, if any, remain available";

    private readonly CountryChangeLimiter _limiter = new();

    /// <summary>Soft-deletes a dataset and its live rows, and cancels its job. Other datasets that have its slices serve them from now
    /// on.</summary>
    /// <returns>False if the dataset does not exist or is deleted already.</returns>
    /// <remarks>A worker that is reading the file loses its lease and rolls back.</remarks>
    public Task<bool> DeleteAsync(Guid datasetId, CancellationToken cancellationToken) =>
        RunInCountryAsync(
            datasetId,
            async (connection, country) =>
            {
                await CancelAsync(connection, datasetId, "the dataset was deleted", cancellationToken);
                if (
                    await ExecuteAsync(
                        connection,
                        """
                        UPDATE datasets SET deleted_at = NOW(), status = CASE WHEN status = 'completed' THEN status ELSE 'failed' END
                        WHERE id = $1 AND deleted_at IS NULL
                        """,
                        datasetId,
                        cancellationToken
                    ) == 0
                )
                    return false;
                await ExecuteAsync(
                    connection,
                    "UPDATE dataset_slices SET hidden_at = NOW() WHERE dataset_id = $1 AND hidden_at IS NULL",
                    datasetId,
                    cancellationToken
                );
                await ExecuteAsync(
                    connection,
                    "UPDATE names SET deleted_at = NOW() WHERE dataset_id = $1 AND deleted_at IS NULL",
                    datasetId,
                    cancellationToken
                );
                await SliceTable.ApplyClaimsAsync(connection, country, cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>Restores a deleted dataset. The dataset serves the slices on which it has the latest claim.</summary>
    /// <returns>Whether the dataset was restored. If another live dataset has the same bytes, nothing is changed and <c>Duplicate</c> is
    /// its id.</returns>
    public async Task<(bool IsRestored, Guid? Duplicate)> RestoreAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        Guid? duplicate = null;
        var isRestored = await RunInCountryAsync(
            datasetId,
            async (connection, country) =>
            {
                await DuplicateFile.LockAsync(connection, country, cancellationToken);
                duplicate = await FindDuplicateAsync(connection, datasetId, country, cancellationToken);
                if (
                    duplicate is not null
                    || await ExecuteAsync(
                        connection,
                        "UPDATE datasets SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL",
                        datasetId,
                        cancellationToken
                    ) == 0
                )
                    return false;
                await SliceTable.ApplyClaimsAsync(connection, country, cancellationToken);
                return true;
            },
            cancellationToken
        );
        return (isRestored, duplicate);
    }

    /// <summary>Cancels the queued or running job of a dataset. The dataset becomes <c>failed</c>. The rows of its last successful attempt
    /// remain live.</summary>
    /// <returns>False if the dataset has no queued or running job.</returns>
    public Task<bool> CancelAsync(Guid datasetId, CancellationToken cancellationToken) =>
        RunInCountryAsync(
            datasetId,
            (connection, _) => CancelAsync(connection, datasetId, CancelledByAdmin, cancellationToken),
            cancellationToken
        );

    /// <summary>Deletes rows that were hidden before a point in time. The files remain stored, so that datasets can be read
    /// again.</summary>
    /// <returns>Number of deleted rows.</returns>
    /// <remarks>Each transaction deletes at most 50,000 rows. Slices are marked as purged first, so that no slice is restored with only a
    /// part of its rows.</remarks>
    public async Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await PurgeAsync(
            "UPDATE dataset_slices SET purged_at = NOW() WHERE hidden_at < $1 AND purged_at IS NULL",
            before,
            cancellationToken
        );
        var (rows, removed) = (0L, 0);
        do
        {
            removed = await PurgeAsync(
                $"""
                DELETE FROM names
                WHERE deleted_at < $1 AND id = ANY (ARRAY(SELECT id FROM names WHERE deleted_at < $1 LIMIT {RowsPerPurge}))
                """,
                before,
                cancellationToken
            );
            rows += removed;
        } while (removed > 0);
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
        NpgsqlConnection connection,
        Guid datasetId,
        Guid country,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand("SELECT sha256 FROM datasets WHERE id = $1", connection);
        command.Parameters.Add(new() { Value = datasetId });
        var sha256 = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return await DuplicateFile.FindAsync(connection, datasetId, country, sha256, cancellationToken);
    }

    /// <param name="reason">The reason. It follows the error code in the error text of the job.</param>
    private static async Task<bool> CancelAsync(
        NpgsqlConnection connection,
        Guid datasetId,
        string reason,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            WITH ended AS (
                UPDATE jobs SET status = 'failed', completed_at = NOW(), locked_at = NULL, locked_by = NULL, last_error = $2
                WHERE dataset_id = $1 AND status IN ('queued', 'running')
                RETURNING dataset_id
            )
            UPDATE datasets d SET status = 'failed', processed_at = NOW(), error_message = $2
            FROM ended e WHERE d.id = e.dataset_id
            """,
            connection
        );
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = $"{CancelledCode}: {reason}" });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Runs a change in a transaction that holds the lock of the dataset's country, so that no load of the country completes
    /// meanwhile.</summary>
    /// <param name="change">Receives the connection and the id of the country. Returns false to roll back.</param>
    /// <returns>False if the dataset does not exist or the change returned false.</returns>
    private Task<bool> RunInCountryAsync(
        Guid datasetId,
        Func<NpgsqlConnection, Guid, Task<bool>> change,
        CancellationToken cancellationToken
    ) =>
        _limiter.RunAsync(
            databases.Worker,
            async (connection, transaction) =>
            {
                await using var find = new NpgsqlCommand("SELECT country_id FROM datasets WHERE id = $1", connection);
                find.Parameters.Add(new() { Value = datasetId });
                if (await find.ExecuteScalarAsync(cancellationToken) is not Guid country)
                    return false;
                await SliceTable.LockAsync(connection, country, cancellationToken);
                if (!await change(connection, country))
                    return false;
                await transaction.CommitAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
