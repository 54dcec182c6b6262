using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Server.Configuration;
using Npgsql;

namespace BabyNames.Server.Database;

/// <summary>The folder of a private cluster. The socket is there too if its path is short enough; the permissions of the folder
/// protect it.</summary>
internal sealed class PostgresFolder
{
    // Maximum length of a socket path: 107 bytes on Linux, 103 elsewhere.
    private const int LongestFolder = 100 - 15;
    private const int SocketLine = 4;
    private const UnixFileMode Open =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private PostgresFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Below the data folder, or in <c>/var/lib</c> where the database's user cannot go there, noted in the data folder.</summary>
    public static PostgresFolder Choose(string dataFolder)
    {
        var note = System.IO.Path.Combine(dataFolder, "postgres.path");
        if (File.Exists(note))
            return new(File.ReadAllText(note).Trim());
        if (CanPass(dataFolder))
            return new(System.IO.Path.Combine(dataFolder, "postgres"));
        var elsewhere = "/var/lib/babynames-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..12];
        File.WriteAllText(note, elsewhere);
        return new(elsewhere);
    }

    /// <summary>Connects as the superuser of the cluster to the database <c>babynames</c>.</summary>
    public static string ConnectionString(string socketFolder) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = socketFolder,
            Username = "postgres",
            Database = "babynames",
        }.ConnectionString;

    /// <summary>The folder for the socket: this one, or a new one with mode 700 under a name that nobody can foresee where the
    /// socket's path would be too long, or has a comma, which separates hosts.</summary>
    public string ChooseSocketFolder()
    {
        if (Encoding.UTF8.GetByteCount(Path) <= LongestFolder && !Path.Contains(','))
            return Path;
        var made = Directory.CreateTempSubdirectory("babynames-").FullName;
        PostgresBinaries.GiveToUser(made);
        return made;
    }

    /// <summary>Call it after the cluster stopped or did not start. A killed process leaves an empty folder.</summary>
    public void DeleteSocketFolder(string? socketFolder)
    {
        if (socketFolder is not null && socketFolder != Path && Directory.Exists(socketFolder))
            Directory.Delete(socketFolder, recursive: true);
    }

    /// <summary>The folder of the socket of the running postmaster; null if none listens.</summary>
    public string? FindSocketFolder()
    {
        using var postmaster = Postmaster();
        return postmaster is not null && ReadPidFile().ElementAtOrDefault(SocketLine) is { Length: > 0 } socket ? socket : null;
    }

    /// <summary>The running postmaster of this folder; null if there is none.</summary>
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

    /// <summary>Whether a process is one of PostgreSQL's. Those of sessions have a longer name.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public static bool IsPostgres(Process process) => process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);

    /// <summary>Checks that no other user could have created the cluster. PostgreSQL checks the mode only when it starts.</summary>
    /// <exception cref="StartupException">The folder is another user's, or a running cluster's folder is open to others.</exception>
    public void CheckOwner(bool isRunning)
    {
        if (!Directory.Exists(Path))
            return;
        if (!PostgresBinaries.UserOwns(Path))
        {
            throw new StartupException(
                $"{Path} does not belong to {PostgresBinaries.User}, the user that runs PostgreSQL. If you trust its files, run "
                    + $"`chown -R {PostgresBinaries.User} {Path}`; else set another Database:Path."
            );
        }
        if (isRunning && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & Open) != 0)
            throw new StartupException($"{Path} is open to other users, so its PostgreSQL is not used. Run `chmod 700 {Path}`.");
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

    /// <summary>Whether the database's user can reach the folder: as another user than this one, only what anyone may pass.</summary>
    private static bool CanPass(string folder)
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
