using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>The failed dataset of a file that is uploaded again.</summary>
/// <param name="FilePath">Path of its file in the storage.</param>
internal sealed record FailedDataset(Guid Id, string FilePath)
{
    /// <summary>Finds the failed dataset with the same bytes and locks it, so that it is not reprocessed concurrently. The transaction must
    /// hold the lock of <see cref="DuplicateFile.LockAsync"/>.</summary>
    /// <returns>Null if there is none.</returns>
    public static async Task<FailedDataset?> FindAsync(NpgsqlConnection connection, NewDataset upload, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT id, file_path FROM datasets
            WHERE country_id = $1 AND sha256 = $2 AND deleted_at IS NULL AND status = 'failed' FOR UPDATE
            """,
            connection
        );
        command.Parameters.Add(new() { Value = upload.CountryId });
        command.Parameters.Add(new() { Value = upload.Sha256, NpgsqlDbType = NpgsqlDbType.Char });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetString(1)) : null;
    }
}
