using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BabyNames.Data;

/// <summary>Questions that only SQL can ask.</summary>
public static class RawQuery
{
    /// <summary>The rows of a statement, run as a reader.</summary>
    /// <param name="read">Makes an item of the row that the reader stands on.</param>
    /// <param name="parameters"><c>$1</c> and on.</param>
    public static async Task<List<T>> QueryAsync<T>(
        this BabyNamesDbContext database, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] parameters)
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
