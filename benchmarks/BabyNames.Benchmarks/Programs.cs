using System.Diagnostics;

namespace BabyNames.Benchmarks;

/// <summary>Runs other programs to their end.</summary>
internal static class Programs
{
    /// <returns>The output of the program.</returns>
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

    /// <summary>Writes a resource of this program to a file.</summary>
    public static async Task<string> WriteResourceAsync(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        await using var resource = typeof(Programs).Assembly.GetManifestResourceStream(name)!;
        await using var copy = File.Create(file);
        await resource.CopyToAsync(copy);
        return file;
    }
}
