namespace BabyNames.Sources.Tests;

/// <summary>The real archive that a first run loads.</summary>
internal static class Samples
{
    public static string Archive { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BabyNames.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside of the repository");
        return Path.Combine(folder.FullName, "samples", "data", "names.zip");
    }
}
