using BabyNames.Server.Tests.Support;

namespace BabyNames.Sources.Tests;

/// <summary>The published US archive samples/data/names.zip, which the server loads at its first start.</summary>
internal static class PublishedArchive
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Folder, "samples", "data", "names.zip");
}
