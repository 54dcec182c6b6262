using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>A slice that another source serves, which is claimed only with <c>takeOver</c>.</summary>
/// <param name="DatasetId">The dataset that serves it.</param>
/// <param name="Area">Area of the served slice: the claimed one, or a part of the country that is claimed as a whole.</param>
/// <param name="ParserType">Source of the dataset that serves it.</param>
/// <param name="IsPart">Whether it is a part of the claimed area.</param>
public sealed record SliceConflict(Guid DatasetId, string Area, int Year, char Gender, string ParserType, string? Publisher, bool IsPart)
{
    /// <summary>Finds slices that another source serves and, for a whole country's file of one's own, served parts that count towards
    /// the total of the country. Slices that the dataset holds already are left out.</summary>
    /// <returns>The first conflict; null for none.</returns>
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
        command.Parameters.Add(new() { Value = source.IsOwnFile });
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

    /// <summary>Whether a file without an area must name one, because another dataset serves a part of the country. Slices that the
    /// dataset holds already are left out.</summary>
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
    /// <summary>Adds three parameters for UNNEST.</summary>
    public static void AddTo(NpgsqlParameterCollection parameters, IReadOnlyCollection<Slice> slices)
    {
        parameters.Add(new() { Value = slices.Select(slice => slice.AreaId).ToArray() });
        parameters.Add(new() { Value = slices.Select(slice => slice.Year).ToArray() });
        parameters.Add(new() { Value = slices.Select(slice => slice.Gender.ToString()).ToArray() });
    }
}

/// <summary>The slices of a file cannot be claimed; nothing was stored.</summary>
/// <param name="conflict">The first conflict; null if the file names no area and parts of its country are served.</param>
public sealed class SliceConflictException(SliceConflict? conflict)
    : Exception(
        conflict is null
            ? "The file names no area, and parts of its country are served."
            : $"{conflict.Area} {conflict.Year} {conflict.Gender} is served by dataset {conflict.DatasetId}."
    )
{
    public SliceConflict? Conflict { get; } = conflict;
}
