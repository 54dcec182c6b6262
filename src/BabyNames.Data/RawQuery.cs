using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BabyNames.Data;

/// <summary>Runs SQL queries that EF Core cannot express.</summary>
public static class RawQuery
{
    /// <summary>Runs a query on the connection of the context and returns its rows.</summary>
    /// <param name="read">Reads an item from the current row of the reader.</param>
    /// <param name="parameters">The values of <c>$1</c>, <c>$2</c> and the following parameters.</param>
    public static async Task<List<T>> QueryAsync<T>(
        this BabyNamesDbContext database,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params object[] parameters
    )
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)database.Database.GetDbConnection());
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
