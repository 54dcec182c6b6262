using BabyNames.Server.Database;

namespace BabyNames.Server.Tests.Support;

/// <summary>Creates and deletes folders of tests below the temporary folder of the system.</summary>
internal static class TestFolder
{
    /// <summary>Creates a folder that the database's user can traverse, unlike a folder of Directory.CreateTempSubdirectory.</summary>
    public static string Create() =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"babynames-tests-{Guid.NewGuid():N}"[..26])).FullName;

    /// <summary>Deletes a folder, and the cluster of its private PostgreSQL if the cluster is in another folder.</summary>
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
