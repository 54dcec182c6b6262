using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>Detects files that were uploaded before.</summary>
internal static class DuplicateFile
{
    /// <summary>Blocks other uploads and restores of the country until the transaction ends.</summary>
    /// <remarks>The statement may wait for the restore of a large dataset.</remarks>
    public static async Task LockAsync(NpgsqlConnection connection, Guid countryId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(hashtextextended('babynames.uploads.' || $1::TEXT, 0))",
            connection
        )
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new() { Value = countryId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Finds another live dataset of the country with the same bytes.</summary>
    /// <param name="datasetId">The dataset to add or to restore.</param>
    /// <returns>The id of the other dataset; null if there is none.</returns>
    public static async Task<Guid?> FindAsync(
        NpgsqlConnection connection,
        Guid datasetId,
        Guid countryId,
        string sha256,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT id FROM datasets WHERE country_id = $2 AND sha256 = $3 AND id <> $1 AND deleted_at IS NULL",
            connection
        );
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = countryId });
        command.Parameters.Add(new() { Value = sha256, NpgsqlDbType = NpgsqlDbType.Char });
        return (Guid?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
