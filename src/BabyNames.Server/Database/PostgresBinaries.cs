using System.Diagnostics;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.Database;

/// <summary>Finds and runs the programs of PostgreSQL. If this process runs as root, the programs run as the user <c>postgres</c>, because
/// PostgreSQL refuses to run as root.</summary>
internal sealed class PostgresBinaries(string folder)
{
    private const int MinMajorVersion = 15;
    private const string UnprivilegedUser = "postgres";

    /// <summary>The folder of the programs.</summary>
    public string Folder => folder;

    /// <summary>Whether the programs run as another user than this process.</summary>
    public static bool AsOtherUser => Environment.UserName == "root" || Environment.IsPrivilegedProcess;

    /// <summary>Name of the user as which the programs run.</summary>
    public static string User => AsOtherUser ? UnprivilegedUser : Environment.UserName;

    /// <summary>Finds the programs in <c>BABYNAMES_POSTGRES_BIN</c>, in the default folders of package managers, or in
    /// <c>PATH</c>.</summary>
    /// <param name="clusterVersion">Major version of an existing cluster, which only programs of this version can start; null to prefer
    /// the newest version.</param>
    /// <exception cref="StartupException">PostgreSQL is not installed.</exception>
    public static PostgresBinaries Find(int? clusterVersion)
    {
        string[] configuredFolders = Environment.GetEnvironmentVariable("BABYNAMES_POSTGRES_BIN") is { Length: > 0 } configured
            ? [configured]
            : [];
        var defaultFolders = new[] { "/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt" }
            .Where(Directory.Exists)
            .SelectMany(parent => Directory.GetDirectories(parent))
            .Select(path => (Path: path, Major: Major(Path.GetFileName(path))))
            .Where(version => version.Major >= MinMajorVersion)
            .OrderByDescending(version => version.Major == clusterVersion)
            .ThenByDescending(version => version.Major)
            .Select(version => Path.Combine(version.Path, "bin"));
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var bin = configuredFolders
            .Concat(defaultFolders)
            .Concat(onPath)
            .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")) && File.Exists(Path.Combine(path, "postgres")));
        return bin is not null
            ? new(bin)
            : throw new StartupException(
                $"PostgreSQL {MinMajorVersion} or later was not found. Install it (Debian and Ubuntu: apt-get install postgresql; "
                    + "macOS: brew install postgresql@17), set BABYNAMES_POSTGRES_BIN to its bin folder, or set "
                    + "ConnectionStrings__BabyNames to a database of your own."
            );
    }

    /// <summary>Returns how to start a program that ends when this process ends, even after SIGKILL. Linux sends SIGINT, the fast
    /// shutdown of PostgreSQL, when the <em>thread</em> that started the program ends.</summary>
    public ProcessStartInfo Program(string name, params string[] arguments) =>
        InOwnSession(Demoted(["--pdeathsig", "INT"], Path.Combine(folder, name), arguments));

    /// <summary>Runs a program and waits for its end. It gets no death signal, because the starting thread may be a thread of the pool that
    /// ends before the program.</summary>
    /// <exception cref="StartupException">The program failed. The message contains its output.</exception>
    public async Task RunAsync(string name, string[] arguments, CancellationToken cancellationToken)
    {
        var start = Demoted([], Path.Combine(folder, name), arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new StartupException($"{name} failed with exit code {process.ExitCode}: {errors.Trim()} {(await output).Trim()}");
    }

    /// <summary>Whether a file or folder belongs to <see cref="User"/>.</summary>
    public static bool UserOwns(string path)
    {
        using var test = Process.Start(Demoted([], "test", ["-O", path]))!;
        test.WaitForExit();
        return test.ExitCode == 0;
    }

    /// <summary>Makes <see cref="User"/> the owner of a folder.</summary>
    public static void ChangeOwner(string folder)
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

    /// <summary>Starts the program in a separate session. Ctrl+C in a terminal is sent to all processes of the session, and PostgreSQL
    /// would stop before this process finishes its jobs or returns them to the queue.</summary>
    private static ProcessStartInfo InOwnSession(ProcessStartInfo start) =>
        OperatingSystem.IsLinux()
            ? new("setsid", [start.FileName, .. start.ArgumentList]) { WorkingDirectory = start.WorkingDirectory }
            : start;

    private static int Major(string name) =>
        int.TryParse(name.Replace("postgresql@", "", StringComparison.Ordinal), out var major) ? major : 0;
}
