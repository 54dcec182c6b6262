using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>The rows of <c>names</c> to copy.</summary>
/// <param name="Parts">The rows by partition.</param>
/// <param name="Bytes">Size of the copied tables with their indexes in bytes. The copy has about the same size.</param>
public sealed record NamesCopy(IReadOnlyList<NamesPart> Parts, long Bytes)
{
    /// <summary>Number of rows of all parts.</summary>
    public long Rows => Parts.Sum(part => part.Rows);

    /// <summary>Counts the rows of each country that has no partition.</summary>
    internal static Task<NamesCopy> ByCountryAsync(NpgsqlConnection connection, NamesTable names, CancellationToken cancellationToken) =>
        ReadAsync(
            connection,
            $"""
            SELECT 'names_' || LOWER(c.code), c.code, c.id, n.rows
            FROM (SELECT country_id, COUNT(*) AS rows FROM {names.Source} GROUP BY country_id) n JOIN countries c ON c.id = n.country_id
            ORDER BY c.code
            """,
            $"SELECT PG_TOTAL_RELATION_SIZE('{names.Source}')",
            cancellationToken
        );

    /// <summary>Counts the rows of each partition.</summary>
    internal static Task<NamesCopy> ByPartitionAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadAsync(
            connection,
            """
            SELECT p.oid::REGCLASS::TEXT, p.oid::REGCLASS::TEXT, NULL::UUID, COALESCE(n.rows, 0)
            FROM (SELECT inhrelid AS oid FROM pg_inherits WHERE inhparent = 'names'::REGCLASS) p
            LEFT JOIN (SELECT tableoid, COUNT(*) AS rows FROM names GROUP BY tableoid) n ON n.tableoid = p.oid
            ORDER BY 1
            """,
            "SELECT COALESCE(SUM(PG_TOTAL_RELATION_SIZE(inhrelid)), 0)::BIGINT FROM pg_inherits WHERE inhparent = 'names'::REGCLASS",
            cancellationToken
        );

    private static async Task<NamesCopy> ReadAsync(
        NpgsqlConnection connection,
        string parts,
        string bytes,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand($"{parts}; {bytes}", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<NamesPart>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetInt64(3)));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(found, reader.GetInt64(0));
    }
}

/// <summary>The rows of an existing partition, or of a country for which a partition is created.</summary>
/// <param name="Table">Name of the partition.</param>
/// <param name="Label">Name in messages: the code of the country, or the name of the existing partition.</param>
/// <param name="CountryId">The country; null if the partition exists.</param>
public sealed record NamesPart(string Table, string Label, Guid? CountryId, long Rows);
