using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>A dataset whose last attempt failed, and whose file is uploaded again. Within the caller's transaction, which holds
/// the lock of <see cref="DuplicateFile.LockAsync"/>.</summary>
internal sealed record FailedDataset(Guid Id, string FilePath)
{
    /// <summary>Locks the failed dataset that has the same bytes, so that nobody has it read again meanwhile.</summary>
    /// <returns>Null for none.</returns>
    public static async Task<FailedDataset?> FindAsync(NpgsqlConnection connection, NewDataset upload, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT id, file_path FROM datasets
            WHERE country_id = $1 AND sha256 = $2 AND deleted_at IS NULL AND status = 'failed' FOR UPDATE
            """, connection);
        command.Parameters.Add(new() { Value = upload.CountryId });
        command.Parameters.Add(new() { Value = upload.Sha256, NpgsqlDbType = NpgsqlDbType.Char });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetString(1)) : null;
    }
}
