namespace BabyNames.Benchmarks;

/// <summary>Paths in the checkout that the benchmark was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The executable of the server, in the same configuration as this program.</summary>
    public static string Executable =>
        Path.Combine(
            Root,
            "src",
            "BabyNames.Server",
            "bin",
            AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug",
            "net10.0",
            "babynames"
        );

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BabyNames.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("run the benchmark from a checkout");
        return folder.FullName;
    }
}
