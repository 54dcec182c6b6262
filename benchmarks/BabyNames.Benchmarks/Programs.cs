using System.Diagnostics;

namespace BabyNames.Benchmarks;

/// <summary>Other programs that are run to their end.</summary>
internal static class Programs
{
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        string program,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    /// <summary>A resource of this program as a file.</summary>
    public static async Task<string> WriteResourceAsync(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        await using var resource = typeof(Programs).Assembly.GetManifestResourceStream(name)!;
        await using var copy = File.Create(file);
        await resource.CopyToAsync(copy);
        return file;
    }
}
