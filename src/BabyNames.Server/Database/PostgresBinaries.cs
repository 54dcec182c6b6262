using System.Diagnostics;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.Database;

/// <summary>Finds and runs the programs of PostgreSQL, never as root, which PostgreSQL refuses.</summary>
internal sealed class PostgresBinaries(string folder)
{
    private const int OldestMajor = 15;
    private const string UnprivilegedUser = "postgres";

    public string Folder => folder;

    /// <summary>Whether programs run as another user than this process.</summary>
    public static bool AsOtherUser => Environment.UserName == "root" || Environment.IsPrivilegedProcess;

    /// <summary>The user that programs run as.</summary>
    public static string User => AsOtherUser ? UnprivilegedUser : Environment.UserName;

    /// <summary>Uses <c>BABYNAMES_POSTGRES_BIN</c>, or the newest version in the usual folders.</summary>
    /// <exception cref="StartupException">PostgreSQL is not installed.</exception>
    public static PostgresBinaries Find()
    {
        string[] named = Environment.GetEnvironmentVariable("BABYNAMES_POSTGRES_BIN") is { Length: > 0 } configured ? [configured] : [];
        var usual = new[] { "/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt" }
            .Where(Directory.Exists)
            .SelectMany(parent => Directory.GetDirectories(parent))
            .Select(place => (Place: place, Major: Major(Path.GetFileName(place))))
            .Where(found => found.Major >= OldestMajor)
            .OrderByDescending(found => found.Major)
            .Select(found => Path.Combine(found.Place, "bin"));
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var bin = named
            .Concat(usual)
            .Concat(onPath)
            .FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "postgres")));
        return bin is not null
            ? new(bin)
            : throw new StartupException(
                $"No PostgreSQL {OldestMajor} or later was found. Install it (Debian and Ubuntu: apt-get install postgresql; macOS: brew install "
                    + "postgresql@17), name its bin folder in BABYNAMES_POSTGRES_BIN, or name a server of yours in ConnectionStrings__BabyNames."
            );
    }

    /// <summary>How to start a program so that it ends when this process does, even by SIGKILL: Linux sends it SIGINT,
    /// PostgreSQL's fast shutdown, when the <em>thread</em> that started it ends.</summary>
    public ProcessStartInfo Program(string name, params string[] arguments) =>
        InOwnSession(Demoted(["--pdeathsig", "INT"], Path.Combine(folder, name), arguments));

    /// <summary>Runs a program and waits for its end. It gets no death signal, because the thread that starts it may belong to a pool
    /// and end before the program.</summary>
    /// <exception cref="StartupException">The program failed; the message has its output.</exception>
    public async Task RunAsync(string name, string[] arguments, CancellationToken cancellationToken)
    {
        var start = Demoted([], Path.Combine(folder, name), arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new StartupException($"{name} failed with {process.ExitCode}: {errors.Trim()} {(await output).Trim()}");
    }

    /// <summary>Whether a file or folder belongs to the user that runs the programs.</summary>
    public static bool UserOwns(string path)
    {
        using var test = Process.Start(Demoted([], "test", ["-O", path]))!;
        test.WaitForExit();
        return test.ExitCode == 0;
    }

    /// <summary>Makes the user that runs the programs the owner of the folder.</summary>
    public static void GiveToUser(string folder)
    {
        if (!AsOtherUser)
            return;
        using var chown = Process.Start("chown", [$"{UnprivilegedUser}:{UnprivilegedUser}", folder]);
        chown.WaitForExit();
    }

    private static ProcessStartInfo Demoted(string[] options, string program, string[] arguments)
    {
        string[] demoted = AsOtherUser ? [$"--reuid={UnprivilegedUser}", $"--regid={UnprivilegedUser}", "--clear-groups"] : [];
        return OperatingSystem.IsLinux() && (demoted.Length > 0 || options.Length > 0)
            ? new("setpriv", [.. demoted, .. options, program, .. arguments]) { WorkingDirectory = "/" }
            : new(program, arguments) { WorkingDirectory = "/" };
    }

    /// <summary>Ctrl+C at a terminal is sent to the whole process group, and PostgreSQL would stop before the jobs that this process
    /// still finishes or hands back.</summary>
    private static ProcessStartInfo InOwnSession(ProcessStartInfo start) =>
        OperatingSystem.IsLinux()
            ? new("setsid", [start.FileName, .. start.ArgumentList]) { WorkingDirectory = start.WorkingDirectory }
            : start;

    private static int Major(string name) =>
        int.TryParse(name.Replace("postgresql@", "", StringComparison.Ordinal), out var major) ? major : 0;
}
