using System.Diagnostics;
using Npgsql;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Loads one year's file into a database of synthetic countries, each with all rows of the US.</summary>
internal static class Large
{
    /// <summary>Disk space of one country, with indexes and write-ahead log. Partitioning needs the rows twice.</summary>
    private const double GigabytesEach = 2.1;

    private const double MinutesEach = 4;

    public static async Task RunAsync(string folder, int countries)
    {
        Console.WriteLine(
            $"{(countries + 1) * (long)Archive.Rows:N0} rows: some {(countries + 1) * GigabytesEach:F0} GB in {folder} and "
                + $"{(countries + 1) * MinutesEach:F0} minutes. Ctrl+C ends it; remove the folder then."
        );
        Begin();
        await using var server = await ServerProcess.StartAsync(folder);
        await Uploads.LoadAsync(server, Archive.Path);
        await Uploads.RefreshedAsync(server);
        await server.PsqlAsync("babynames", "VACUUM (ANALYZE)");
        var small = await Loading.YearAsync(server, folder, $"{Archive.Rows / 1e6:F0} million rows");
        await GrowAsync(server, countries);
        var rows = $"{(countries + 1) * (Archive.Rows / 1e6):F0} million rows";
        Compare(await Loading.YearAsync(server, folder, rows, more: 10), small, rows);
        await PartitionAsync(folder);
        Compare(await Loading.YearAsync(server, folder, $"{rows} in partitions", more: 20), small, $"{rows} in partitions");
        Row("peak resident memory of the server", $"{server.PeakMegabytes:F0} MB");
    }

    /// <summary>Creates the countries as a first load and refresh do: indexes are built once, after the rows.</summary>
    private static async Task GrowAsync(ServerProcess server, int countries)
    {
        var began = Stopwatch.StartNew();
        await server.PsqlAsync(
            "babynames",
            $"""
            CREATE TEMPORARY TABLE served ON COMMIT DROP AS SELECT * FROM names WHERE deleted_at IS NULL ORDER BY year, name, gender;
            TRUNCATE names;
            SELECT begin_first_load();
            INSERT INTO names SELECT * FROM served;
            {string.Concat(Enumerable.Range(0, countries).Select(i => Copy(Code(i))))}
            SELECT end_first_load();
            TRUNCATE name_statistics, year_totals, decade_statistics, searchable_names, country_coverage;
            INSERT INTO changed_cells SELECT area_id, year, gender FROM dataset_slices WHERE hidden_at IS NULL
            """
        );
        Row($"{countries} countries created by SQL", $"{began.Elapsed.TotalMinutes:F1} min");
        began.Restart();
        await Uploads.RefreshedAsync(server);
        await server.PsqlAsync("babynames", "VACUUM (ANALYZE)");
        Row("their statistics", $"{began.Elapsed.TotalMinutes:F1} min", $"{await SizeAsync(server)} GB");
    }

    private static async Task<string> SizeAsync(ServerProcess server)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("babynames"));
        await using var command = source.CreateCommand("SELECT ROUND(PG_DATABASE_SIZE(CURRENT_DATABASE()) / 1e9, 1)::TEXT");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task PartitionAsync(string folder)
    {
        var began = Stopwatch.StartNew();
        var output = await Programs.RunAsync(folder, new Dictionary<string, string>(), Repository.Executable, "partition", "--yes");
        Row("`babynames partition`", $"{began.Elapsed.TotalMinutes:F1} min", output.Split(Environment.NewLine)[0]);
    }

    private static void Compare(
        (Guid Id, TimeSpan Live, TimeSpan Shown) figure,
        (Guid Id, TimeSpan Live, TimeSpan Shown) small,
        string where
    ) =>
        Row(
            $"{where} against {Archive.Rows / 1e6:F0} million: in `names`, in the statistics",
            $"{figure.Live / small.Live:F1} times, {figure.Shown / small.Shown:F1} times"
        );

    /// <summary>Country codes that ISO 3166-1 reserves for users: XA to XX.</summary>
    private static string Code(int country) => $"X{(char)('A' + country)}";

    /// <summary>Copies the served rows of the US to another country, as one dataset.</summary>
    private static string Copy(string code) =>
        $"""
            INSERT INTO countries (code, name) VALUES ('{code}', 'Country {code}');
            INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
            SELECT id, 'names.zip', 'none', 1, 'us_ssa', REPEAT('0', 64) FROM countries WHERE code = '{code}';
            UPDATE datasets SET status = 'processing' WHERE file_path = 'none' AND status = 'pending';
            UPDATE datasets SET status = 'completed', row_count = 1, processed_at = NOW() WHERE file_path = 'none'
                AND status = 'processing';
            INSERT INTO names (dataset_id, country_id, area_id, year, name, gender, count)
            SELECT d.id, d.country_id, a.id, s.year, s.name, s.gender, s.count
            FROM datasets d JOIN areas a ON a.country_id = d.country_id, served s WHERE a.code = '{code}';
            INSERT INTO dataset_slices (dataset_id, country_id, area_id, year, gender, parser_type, claim, row_count, births)
            SELECT d.id, d.country_id, a.id, s.year, s.gender, s.parser_type, d.claim, s.row_count, s.births
            FROM datasets d JOIN areas a ON a.country_id = d.country_id, dataset_slices s JOIN countries us ON us.id = s.country_id
            WHERE a.code = '{code}' AND us.code = 'US' AND s.hidden_at IS NULL;
            """;
}
