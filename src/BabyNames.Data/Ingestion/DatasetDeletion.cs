using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Deletes, restores, cancels and purges datasets, each in one transaction.</summary>
/// <remarks>The slices of a deleted dataset are hidden like those that a later claim took, so that a restore applies the same
/// rule: the latest claim serves.</remarks>
public sealed class DatasetDeletion(Databases databases)
{
    /// <summary>Code at the start of the error of a cancelled job and of its dataset.</summary>
    public const string CancelledCode = "BN306";

    private const int RowsPurgedAtOnce = 50_000;

    private const string Cancelled = "cancelled by an admin; figures of the last good run, if there are any, stay served";

    private readonly CountryChangeLimiter _acts = new();

    /// <summary>Soft-deletes a dataset and its live rows, ends its job, and gives its slices to the next claims.</summary>
    /// <returns>False if there is no such dataset.</returns>
    /// <remarks>A worker that is reading it loses its lease and rolls back.</remarks>
    public Task<bool> DeleteAsync(Guid datasetId, CancellationToken cancellationToken) =>
        InCountryOfAsync(
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
                await SliceTable.SettleAsync(connection, country, cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>Restores a deleted dataset. Then the latest claim on each slice serves it.</summary>
    /// <returns>Whether the dataset was deleted and is restored; or the live dataset that has the same bytes.</returns>
    public async Task<(bool Done, Guid? Duplicate)> RestoreAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        Guid? duplicate = null;
        var done = await InCountryOfAsync(
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
                await SliceTable.SettleAsync(connection, country, cancellationToken);
                return true;
            },
            cancellationToken
        );
        return (done, duplicate);
    }

    /// <summary>Cancels a dataset's queued or running job. A new dataset becomes failed; a dataset that was reprocessed keeps the
    /// rows of its last successful run.</summary>
    /// <returns>False if the dataset has no such job.</returns>
    public Task<bool> CancelAsync(Guid datasetId, CancellationToken cancellationToken) =>
        InCountryOfAsync(datasetId, (connection, _) => CancelAsync(connection, datasetId, Cancelled, cancellationToken), cancellationToken);

    /// <summary>Deletes rows that were hidden before a point in time. Files are kept, so that datasets can be read again.</summary>
    /// <returns>Number of deleted rows.</returns>
    /// <remarks>In transactions of some ten thousand rows. Slices are deleted first, so that none is restored with a part of its
    /// rows.</remarks>
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
                $"DELETE FROM names WHERE deleted_at < $1 AND id = ANY (ARRAY(SELECT id FROM names WHERE deleted_at < $1 LIMIT {RowsPurgedAtOnce}))",
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

    /// <param name="why">The reason, which follows the code of a cancelled job.</param>
    private static async Task<bool> CancelAsync(
        NpgsqlConnection connection,
        Guid datasetId,
        string why,
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
        command.Parameters.Add(new() { Value = $"{CancelledCode}: {why}" });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Runs a change in a transaction that excludes loads of the country.</summary>
    private Task<bool> InCountryOfAsync(
        Guid datasetId,
        Func<NpgsqlConnection, Guid, Task<bool>> work,
        CancellationToken cancellationToken
    ) =>
        _acts.RunAsync(
            databases.Worker,
            async (connection, transaction) =>
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
