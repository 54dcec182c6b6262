using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>A slice that another source serves. A dataset claims such a slice only with <c>takeOver</c>.</summary>
/// <param name="DatasetId">The dataset that serves the slice.</param>
/// <param name="Area">Code of the area of the served slice: the claimed area, or a part of it if a whole country is claimed.</param>
/// <param name="Year">Year of the slice.</param>
/// <param name="Gender">Sex of the slice, <c>F</c> or <c>M</c>.</param>
/// <param name="ParserType">Id of the source of the dataset that serves the slice.</param>
/// <param name="Publisher">Publisher of the dataset that serves the slice; null if unknown.</param>
/// <param name="IsPart">Whether the area is a part of the claimed area.</param>
public sealed record SliceConflict(Guid DatasetId, string Area, int Year, char Gender, string ParserType, string? Publisher, bool IsPart)
{
    /// <summary>Finds claimed slices that another source serves. For a file of a generic source about a whole country, finds also served
    /// slices of parts that count towards the figures of the country. Slices that the dataset has already are not checked.</summary>
    /// <returns>The first conflict in the order of area, year and sex; null if there is none.</returns>
    internal static async Task<SliceConflict?> FindAsync(
        NpgsqlConnection connection,
        Guid datasetId,
        Guid countryId,
        DatasetSource source,
        IReadOnlyCollection<Slice> claimed,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT s.dataset_id, a.code, s.year, s.gender, s.parser_type, s.publisher, s.area_id <> claimed.area_id
            FROM UNNEST($5::INTEGER[], $6::INTEGER[], $7::TEXT[]) AS claimed(area_id, year, gender)
            JOIN areas c ON c.id = claimed.area_id
            JOIN dataset_slices s ON s.country_id = $2 AND s.year = claimed.year AND s.gender = claimed.gender
            JOIN areas a ON a.id = s.area_id
            WHERE s.hidden_at IS NULL AND s.dataset_id <> $1
              AND NOT EXISTS (
                SELECT FROM dataset_slices held
                WHERE (held.dataset_id, held.area_id, held.year, held.gender) = ($1, claimed.area_id, claimed.year, claimed.gender))
              AND (s.area_id = claimed.area_id AND (s.parser_type, s.publisher) IS DISTINCT FROM ($3, $4)
                OR $8 AND c.is_whole AND a.counts_towards_total)
            ORDER BY a.code, s.year, s.gender LIMIT 1
            """,
            connection
        );
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = countryId });
        command.Parameters.Add(new() { Value = source.ParserType, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = (object?)source.Publisher ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        Slice.AddTo(command.Parameters, claimed);
        command.Parameters.Add(new() { Value = source.IsGeneric });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetInt32(2),
                reader.GetString(3)[0],
                reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.GetBoolean(6)
            )
            : null;
    }

    /// <summary>Whether the uploader must specify an area, because another dataset serves a part of the country. Slices that the dataset
    /// has already are not checked.</summary>
    internal static async Task<bool> IsAreaNeededAsync(
        NpgsqlConnection connection,
        Guid datasetId,
        Guid countryId,
        IReadOnlyCollection<Slice> claimed,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT EXISTS (
                SELECT FROM UNNEST($3::INTEGER[], $4::INTEGER[], $5::TEXT[]) AS claimed(area_id, year, gender)
                WHERE NOT EXISTS (
                    SELECT FROM dataset_slices held
                    WHERE (held.dataset_id, held.area_id, held.year, held.gender) = ($1, claimed.area_id, claimed.year, claimed.gender)))
              AND EXISTS (
                SELECT FROM dataset_slices s JOIN areas a ON a.id = s.area_id
                WHERE s.country_id = $2 AND s.hidden_at IS NULL AND s.dataset_id <> $1 AND NOT a.is_whole)
            """,
            connection
        );
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = countryId });
        Slice.AddTo(command.Parameters, claimed);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>An area, year and sex of a file.</summary>
internal readonly record struct Slice(int AreaId, int Year, char Gender)
{
    /// <summary>Adds the areas, years and sexes of slices as three array parameters for UNNEST.</summary>
    public static void AddTo(NpgsqlParameterCollection parameters, IReadOnlyCollection<Slice> slices)
    {
        parameters.Add(new() { Value = slices.Select(slice => slice.AreaId).ToArray() });
        parameters.Add(new() { Value = slices.Select(slice => slice.Year).ToArray() });
        parameters.Add(new() { Value = slices.Select(slice => slice.Gender.ToString()).ToArray() });
    }
}

/// <summary>The slices of a file cannot be claimed. Nothing was stored.</summary>
/// <param name="conflict">The first conflict; null if the uploader specified no area and other datasets serve parts of the
/// country.</param>
public sealed class SliceConflictException(SliceConflict? conflict)
    : Exception(
        conflict is null
            ? "The file has no area, and other datasets serve parts of its country."
            : $"Dataset {conflict.DatasetId} serves {conflict.Area} {conflict.Year} {conflict.Gender}."
    )
{
    /// <summary>The first conflict; null if the uploader must specify an area.</summary>
    public SliceConflict? Conflict { get; } = conflict;
}
