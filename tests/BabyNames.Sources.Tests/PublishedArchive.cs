namespace BabyNames.Sources.Tests;

/// <summary>The published US archive samples/data/names.zip, which a first start loads.</summary>
internal static class PublishedArchive
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "BabyNames.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        return System.IO.Path.Combine(folder.FullName, "samples", "data", "names.zip");
    }
}
