using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BabyNames.Data;

/// <summary>Runs SQL queries that EF Core cannot express.</summary>
public static class RawQuery
{
    /// <summary>Runs one statement on the connection of the context and returns its rows.</summary>
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
        await using var batch = new NpgsqlBatch((NpgsqlConnection)database.Database.GetDbConnection());
        if (database.VersionRead is not null)
            batch.BatchCommands.Add(new(DataVersionInterceptor.Sql));
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (database.VersionRead is { } versionRead)
        {
            await reader.ReadAsync(cancellationToken);
            versionRead(reader.GetInt64(0));
            await reader.NextResultAsync(cancellationToken);
        }
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
