using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>What admins write about countries and areas.</summary>
public sealed class CountryStore(Databases databases)
{
    /// <summary>Changes what is given.</summary>
    /// <param name="name">Null keeps it, as null keeps each of the others.</param>
    /// <returns>False when there is no such country.</returns>
    public async Task<bool> UpdateAsync(
        string code, string? name, Said<string?>? sourceUrl, Said<string?>? attribution, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand("""
            UPDATE countries SET name = COALESCE($2, name),
                source_url = CASE WHEN $3 THEN $4 ELSE source_url END, attribution = CASE WHEN $5 THEN $6 ELSE attribution END
            WHERE code = $1
            """);
        command.Parameters.Add(new() { Value = code });
        AddText(name);
        foreach (var said in (Said<string?>?[])[sourceUrl, attribution])
        {
            command.Parameters.Add(new() { Value = said is not null });
            AddText(said?.Value);
        }
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;

        void AddText(string? text) => command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>Adds a part of a country.</summary>
    /// <param name="code">ISO 3166-2, of a country that is known.</param>
    /// <returns>False when there is one with the code.</returns>
    public async Task<bool> AddAreaAsync(string code, string name, bool countsTowardsTotal, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand("""
            INSERT INTO areas (country_id, code, name, counts_towards_total) SELECT id, $1, $2, $3 FROM countries WHERE code = LEFT($1, 2)
            ON CONFLICT (code) DO NOTHING
            """);
        command.Parameters.Add(new() { Value = code });
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = countsTowardsTotal });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
