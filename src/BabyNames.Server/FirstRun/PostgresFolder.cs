using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.FirstRun;

/// <summary>Where a private cluster keeps its files. The socket lies among them, in a folder that nobody else may enter:
/// that is what protects it.</summary>
internal sealed class PostgresFolder
{
    // A socket's path ends at 107 bytes on Linux, at 103 elsewhere.
    private const int LongestFolder = 100 - 15;

    private PostgresFolder(string path) => Path = path;

    public string Path { get; }

    public string ConnectionString => $"Host={Path};Username=postgres;Database=babynames";

    /// <summary>Below the data folder if the database's user can go there and the socket's path fits; else a place of the
    /// system's, noted in the data folder.</summary>
    public static PostgresFolder Choose(string dataFolder)
    {
        var note = System.IO.Path.Combine(dataFolder, "postgres.path");
        if (File.Exists(note))
            return new(File.ReadAllText(note).Trim());
        var inside = System.IO.Path.Combine(dataFolder, "postgres");
        if (inside.Length <= LongestFolder && IsOpen(dataFolder))
            return new(inside);
        var name = "babynames-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..12];
        var elsewhere = System.IO.Path.Combine(PostgresBinaries.AsOtherUser ? "/var/lib" : System.IO.Path.GetTempPath(), name);
        File.WriteAllText(note, elsewhere);
        return new(elsewhere);
    }

    /// <summary>The postmaster that has this folder, if it is alive.</summary>
    public Process? Postmaster()
    {
        var file = System.IO.Path.Combine(Path, "postmaster.pid");
        try
        {
            if (!int.TryParse(File.ReadLines(file).FirstOrDefault(), out var id))
                return null;
            var process = Process.GetProcessById(id);
            // After a crash the number may belong to anything.
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) ? process : null;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether another user could reach the folder: each folder on the way may be passed by anyone.</summary>
    private static bool IsOpen(string folder)
    {
        if (!PostgresBinaries.AsOtherUser || OperatingSystem.IsWindows())
            return true;
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (!place.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }
        return true;
    }
}
