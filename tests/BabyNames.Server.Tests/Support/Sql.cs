using Npgsql;

namespace BabyNames.Server.Tests.Support;

/// <summary>Plain SQL. Tests compare responses with its results.</summary>
internal static class Sql
{
    /// <summary>Runs a statement and returns all its rows; a null is <see cref="DBNull"/>.</summary>
    public static async Task<List<object[]>> SqlAsync(this NpgsqlDataSource source, string sql, params object[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = (int)Eventually.Patience.TotalSeconds;
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>Runs a statement that returns one row with one column, and returns this value.</summary>
    public static async Task<T> OneAsync<T>(this NpgsqlDataSource source, string sql, params object[] parameters) =>
        (T)Assert.Single(Assert.Single(await source.SqlAsync(sql, parameters)));
}
