using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>Changes countries and areas.</summary>
public sealed class CountryStore(Databases databases)
{
    /// <summary>Changes a country. A null argument leaves the value unchanged.</summary>
    /// <returns>False if the country does not exist.</returns>
    public async Task<bool> UpdateAsync(
        string code,
        string? name,
        GivenValue<string?>? sourceUrl,
        GivenValue<string?>? attribution,
        CancellationToken cancellationToken
    )
    {
        await using var command = databases.Writer.CreateCommand(
            """
            UPDATE countries SET name = COALESCE($2, name),
                source_url = CASE WHEN $3 THEN $4 ELSE source_url END, attribution = CASE WHEN $5 THEN $6 ELSE attribution END
            WHERE code = $1
            """
        );
        command.Parameters.Add(new() { Value = code });
        AddText(name);
        foreach (var given in (GivenValue<string?>?[])[sourceUrl, attribution])
        {
            command.Parameters.Add(new() { Value = given is not null });
            AddText(given?.Value);
        }
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;

        void AddText(string? text) =>
            command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>Adds a part of a country. Adds the country too if it does not exist.</summary>
    /// <param name="code">ISO 3166-2 code of the part.</param>
    /// <param name="name">English name of the part.</param>
    /// <param name="countsTowardsTotal">Whether the figures of the part are added to the figures of its country.</param>
    /// <returns>False if the country already has an area with this code or name.</returns>
    public async Task<bool> AddAreaAsync(
        NewCountry country,
        string code,
        string name,
        bool countsTowardsTotal,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await databases.Writer.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "INSERT INTO areas (country_id, code, name, counts_towards_total) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            connection
        );
        command.Parameters.Add(new() { Value = await GetOrAddAsync(connection, country, cancellationToken) });
        command.Parameters.Add(new() { Value = code });
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = countsTowardsTotal });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Changes a part of a country. The next refresh updates the statistics.</summary>
    /// <param name="code">ISO 3166-2 code of the part.</param>
    /// <param name="name">New English name. Null leaves it unchanged.</param>
    /// <param name="countsTowardsTotal">Whether the figures of the part are added to the figures of its country. Null leaves it
    /// unchanged.</param>
    /// <returns>False if the part does not exist.</returns>
    /// <exception cref="PostgresException">The country has another area with the name (unique violation).</exception>
    public async Task<bool> UpdateAreaAsync(string code, string? name, bool? countsTowardsTotal, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            """
            UPDATE areas SET name = COALESCE($2, name), counts_towards_total = COALESCE($3, counts_towards_total)
            WHERE code = $1 AND NOT is_whole
            """
        );
        command.Parameters.Add(new() { Value = code });
        command.Parameters.Add(new() { Value = (object?)name ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)countsTowardsTotal ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Adds the country if it does not exist.</summary>
    /// <returns>The id of the country.</returns>
    internal static async Task<Guid> GetOrAddAsync(NpgsqlConnection connection, NewCountry country, CancellationToken cancellationToken)
    {
        // INSERT and SELECT are separate statements, so that the SELECT reads a country that a concurrent upload adds.
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO countries (code, name) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM countries WHERE code = $1)
            ON CONFLICT (code) DO NOTHING
            """,
            connection
        );
        insert.Parameters.Add(new() { Value = country.Code });
        insert.Parameters.Add(new() { Value = country.Name });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT id FROM countries WHERE code = $1", connection);
        find.Parameters.Add(new() { Value = country.Code });
        return (Guid)(await find.ExecuteScalarAsync(cancellationToken))!;
    }
}
