namespace BabyNames.Server.Tests.Support;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BabyNames.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside of the repository");
        return folder.FullName;
    }
}
