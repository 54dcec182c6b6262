using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Server.Configuration;
using Npgsql;

namespace BabyNames.Server.Database;

/// <summary>The folder of a private cluster. The socket is in the same folder if its path is short enough. The permissions of the folder
/// protect both.</summary>
internal sealed class PostgresFolder
{
    // The maximum length of a socket path is 107 bytes on Linux and 103 bytes on other systems.
    private const int MaxFolderLength = 100 - 15;

    /// <summary>Index of the line of postmaster.pid that contains the folder of the socket.</summary>
    private const int SocketLine = 4;

    /// <summary>Permissions that other users must not have.</summary>
    private const UnixFileMode ForbiddenMode =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private PostgresFolder(string path) => Path = path;

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>Chooses the folder: a folder in the data folder, or a folder in <c>/var/lib</c> if the user of PostgreSQL cannot access the
    /// data folder. A file in the data folder contains the path of the latter.</summary>
    public static PostgresFolder Choose(string dataFolder)
    {
        var pathFile = System.IO.Path.Combine(dataFolder, "postgres.path");
        if (File.Exists(pathFile))
            return new(File.ReadAllText(pathFile).Trim());
        if (IsAccessible(dataFolder))
            return new(System.IO.Path.Combine(dataFolder, "postgres"));
        var path = "/var/lib/babynames-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..12];
        File.WriteAllText(pathFile, path);
        return new(path);
    }

    /// <summary>Whether the folder has a cluster.</summary>
    public bool IsCreated => File.Exists(VersionFile);

    /// <summary>Major version of PostgreSQL that created the cluster; null if there is no cluster.</summary>
    public int? MajorVersion => IsCreated && int.TryParse(File.ReadAllText(VersionFile), out var major) ? major : null;

    private string VersionFile => System.IO.Path.Combine(Path, "PG_VERSION");

    /// <summary>Returns the connection string of the superuser for the database <c>babynames</c>.</summary>
    public static string ConnectionString(string socketFolder) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = socketFolder,
            Username = "postgres",
            Database = "babynames",
        }.ConnectionString;

    /// <summary>Returns the folder for the socket. It is this folder. If the path of the socket would be too long, or if it contains a
    /// comma, which separates hosts in a connection string, it is a new folder with a random name and mode 700.</summary>
    public string ChooseSocketFolder()
    {
        if (Encoding.UTF8.GetByteCount(Path) <= MaxFolderLength && !Path.Contains(','))
            return Path;
        var created = Directory.CreateTempSubdirectory("babynames-").FullName;
        PostgresBinaries.ChangeOwner(created);
        return created;
    }

    /// <summary>Deletes a separate folder of the socket after the cluster stopped or did not start. After a killed process an empty folder
    /// remains.</summary>
    public void DeleteSocketFolder(string? socketFolder)
    {
        if (socketFolder is not null && socketFolder != Path && Directory.Exists(socketFolder))
            Directory.Delete(socketFolder, recursive: true);
    }

    /// <summary>Returns the folder of the socket of the running postmaster; null if none runs.</summary>
    public string? FindSocketFolder()
    {
        using var postmaster = Postmaster();
        return postmaster is not null && ReadPidFile().ElementAtOrDefault(SocketLine) is { Length: > 0 } socket ? socket : null;
    }

    /// <summary>Returns the running postmaster of this folder; null if none runs.</summary>
    public Process? Postmaster()
    {
        try
        {
            if (!int.TryParse(ReadPidFile().FirstOrDefault(), out var id))
                return null;
            var process = Process.GetProcessById(id);
            // After a crash the id may belong to another process.
            return IsPostgres(process) ? process : null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a process is a process of PostgreSQL. Processes of sessions have longer names.</summary>
    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    public static bool IsPostgres(Process process) => process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);

    /// <summary>Checks that no other user can have created the cluster. PostgreSQL checks the permissions only when it starts.</summary>
    /// <exception cref="StartupException">The folder belongs to another user, or other users can access the folder of a running
    /// cluster.</exception>
    public void CheckOwner(bool isRunning)
    {
        if (!Directory.Exists(Path))
            return;
        if (!PostgresBinaries.UserOwns(Path))
        {
            throw new StartupException(
                $"{Path} does not belong to {PostgresBinaries.User}, the user that runs PostgreSQL. If you trust its files, run "
                    + $"`chown -R {PostgresBinaries.User} {Path}`. Otherwise set another Database:Path."
            );
        }
        if (isRunning && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & ForbiddenMode) != 0)
            throw new StartupException($"Other users can access {Path}, so its PostgreSQL is not used. Run `chmod 700 {Path}`.");
    }

    private string[] ReadPidFile()
    {
        try
        {
            return File.ReadAllLines(System.IO.Path.Combine(Path, "postmaster.pid"));
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Whether the user of PostgreSQL can access the folder. If it is another user than the user of this process, all users must
    /// be able to pass all folders of the path.</summary>
    private static bool IsAccessible(string folder)
    {
        if (!PostgresBinaries.AsOtherUser || OperatingSystem.IsWindows())
            return true;
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (!current.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }
        return true;
    }
}
