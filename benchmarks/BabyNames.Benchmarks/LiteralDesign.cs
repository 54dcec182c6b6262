using System.Diagnostics;
using Npgsql;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures an upload until the statistics show it, compared with the original design run literally in another
/// database.</summary>
internal static class LiteralDesign
{
    private const string Database = "literal_design";
    private const string Keys = "00000000-0000-0000-0000-0000000000d1,00000000-0000-0000-0000-000000000001";

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using var server = await ServerProcess.StartAsync(folder);
        await server.PsqlAsync("postgres", $"CREATE DATABASE {Database}");
        var connectionString = server.ConnectionString(Database) + ";Pooling=false;Command Timeout=0";
        await ExecuteAsync(connectionString, Resource("literal-design.sql"));
        var copy = await TimeAsync(() => CopyAsync(connectionString));
        var views = await TimeAsync(() => ExecuteAsync(connectionString, Resource("literal-views.sql")));
        await server.PsqlAsync("postgres", $"DROP DATABASE {Database}");
        var load = await TimeAsync(async () =>
        {
            await Uploads.LoadAsync(server, Archive.Path);
            await Uploads.RefreshedAsync(server);
        });
        Row(
            "`uploadDataset` of names.zip to statistics",
            $"{load.TotalSeconds:F1} s",
            $"{load / (copy + views):F2} of the design run literally (COPY {copy.TotalSeconds:F1} s, views {views.TotalSeconds:F1} s)"
        );
    }

    /// <summary>Copies the archive as <c>\copy</c> of psql does, without a CSV file.</summary>
    private static async Task CopyAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var copy = await connection.BeginTextImportAsync(
            "COPY names (dataset_id, country_id, year, name, gender, count) FROM STDIN (FORMAT CSV)"
        );
        await foreach (var (year, line) in Archive.LinesAsync())
            await copy.WriteAsync($"{Keys},{year},{line}\n");
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
