using System.Diagnostics;
using System.IO.Compression;
using Npgsql;

namespace BabyNames.Benchmarks;

/// <summary>The baseline of loading: the design run as it was written down, in a database beside the server's.</summary>
internal static class LiteralDesign
{
    private const string Database = "literal_design";
    private const string Keys = "00000000-0000-0000-0000-0000000000d1,00000000-0000-0000-0000-000000000001";

    /// <returns>Time of COPY into <c>names</c> with its indexes and foreign keys, and of building both views.</returns>
    public static async Task<(TimeSpan Copy, TimeSpan Views)> RunAsync(string serverConnection)
    {
        await ExecuteAsync(serverConnection, $"CREATE DATABASE {Database}");
        var connectionString = new NpgsqlConnectionStringBuilder(serverConnection) { Database = Database, Pooling = false }.ConnectionString;
        await ExecuteAsync(connectionString, Resource("literal-design.sql"));
        var copy = await TimeAsync(() => CopyAsync(connectionString));
        var views = await TimeAsync(() => ExecuteAsync(connectionString, Resource("literal-views.sql")));
        await ExecuteAsync(serverConnection, $"DROP DATABASE {Database}");
        return (copy, views);
    }

    /// <summary>What psql's \copy does, from the archive instead of a CSV file.</summary>
    private static async Task CopyAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var copy = await connection.BeginTextImportAsync("COPY names (dataset_id, country_id, year, name, gender, count) FROM STDIN (FORMAT CSV)");
        using var archive = ZipFile.OpenRead(Repository.Archive);
        foreach (var member in archive.Entries.Where(member => member.Name.StartsWith("yob", StringComparison.Ordinal)))
        {
            var prefix = $"{Keys},{member.Name[3..7]},";
            using var lines = new StreamReader(member.Open());
            while (lines.ReadLine() is { } line)
                copy.Write(prefix + line + "\n");
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.StartNew();
        await work();
        return began.Elapsed;
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(LiteralDesign).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
