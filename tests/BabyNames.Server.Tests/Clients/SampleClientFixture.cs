using System.Diagnostics;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>A server with an empty database, and samples/client-typescript built against the approved schema.</summary>
public sealed class SampleClientFixture : ServerFixture, IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "samples", "client-typescript");

    async Task IAsyncLifetime.InitializeAsync()
    {
        NodePackages.Require(Folder);
        var (exitCode, output, faults) = await NpmAsync(null, "run", "build");
        Assert.True(exitCode == 0, $"The sample client does not build:\n{output}{faults}");
        await InitializeAsync();
    }

    /// <summary>Runs <c>npm start</c> and returns its exit code and output.</summary>
    /// <param name="key">The API key of the client; null for an anonymous client.</param>
    public Task<(int ExitCode, string Output, string Faults)> RunAsync(string? key, params string[] arguments) =>
        NpmAsync(key, ["start", "--silent", "--", .. arguments]);

    private async Task<(int ExitCode, string Output, string Faults)> NpmAsync(string? key, params string[] arguments)
    {
        var start = new ProcessStartInfo("npm", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BABYNAMES_URL"] = $"{Client.BaseAddress}graphql";
        start.Environment["BABYNAMES_KEY"] = key;
        // Node.js 18 prints a warning that `File` is experimental.
        start.Environment["NODE_NO_WARNINGS"] = "1";
        using var npm = Process.Start(start)!;
        var (output, faults) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        try
        {
            await Eventually.EndAsync(Task.WhenAll(output, faults), $"npm {string.Join(' ', arguments)} to end");
            await npm.WaitForExitAsync();
            return (npm.ExitCode, await output, await faults);
        }
        finally
        {
            npm.Kill(entireProcessTree: true);
        }
    }
}
