using System.Diagnostics;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>The results of tests/browser/ide.mjs, which opens the IDE in a real Chromium, runs its first query and reads the
/// page.</summary>
internal sealed record Browser(IReadOnlyDictionary<string, string> Shown, string[] Requests, string[] Errors)
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "tests", "browser");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="key">The API key that the script types into the page; null types no key.</param>
    public static async Task<Browser> OpenAsync(Uri address, string? key = null) =>
        JsonSerializer.Deserialize<Browser>(await DriveAsync("", "ide.mjs", $"{address}", key ?? ""), Json)!;

    /// <summary>Runs a script of tests/browser with a Chromium.</summary>
    /// <param name="input">The standard input of the script.</param>
    /// <returns>The standard output of the script.</returns>
    public static async Task<string> DriveAsync(string input, string script, params string[] arguments)
    {
        NodePackages.Require(Folder);
        var program = (await RunAsync("", Path.Combine(Repository.Folder, "scripts", "ensure-chromium.sh"))).Trim();
        return await RunAsync(input, "node", [Path.Combine(Folder, script), program, .. arguments]);
    }

    private static async Task<string> RunAsync(string input, string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, faults) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await Eventually.EndAsync(Task.WhenAll(output, faults), $"{program} to end");
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} failed:\n{await faults}{await output}");
        return await output;
    }
}
