using BabyNames.Server.Database;

namespace BabyNames.Server.Tests.Support;

/// <summary>Folders of the tests, below the system's temporary one.</summary>
internal static class TestFolder
{
    /// <summary>A new folder that the database's user may pass through, unlike those of Directory.CreateTempSubdirectory.</summary>
    public static string Create() =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"babynames-tests-{Guid.NewGuid():N}"[..26])).FullName;

    /// <summary>Deletes a folder, and the cluster of its private PostgreSQL if that had to lie elsewhere.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var cluster = PostgresFolder.Choose(folder).Path;
        if (Directory.Exists(cluster))
            Directory.Delete(cluster, recursive: true);
        Directory.Delete(folder, recursive: true);
    }
}
