using System.Diagnostics;
using System.Globalization;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.Database;

/// <summary>Stops the processes that a killed server or a killed postmaster left in the folder of a cluster.</summary>
internal static class OrphanedPostgres
{
    /// <exception cref="StartupException">A process does not end in time.</exception>
    public static async Task StopAsync(PostgresFolder folder, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var postmaster = folder.Postmaster();
        if (postmaster is not null)
        {
            // After a SIGKILL of the server its PostgreSQL is still shutting down.
            ProcessSignals.Send(postmaster.Id, ProcessSignals.Interrupt);
            await WaitAsync(postmaster, timeout, cancellationToken);
            return;
        }
        // The process with this id is not PostgreSQL.
        if (Directory.Exists(folder.Path))
            File.Delete(Path.Combine(folder.Path, "postmaster.pid"));
        // Backends without a postmaster end when they next wait, which can take long, and until then PostgreSQL does not start. The logger
        // ignores the signal and ends after all others.
        var backends = Backends(folder.Path).ToList();
        backends.ForEach(backend => ProcessSignals.Send(backend.Id, ProcessSignals.Quit));
        foreach (var backend in backends)
        {
            using (backend)
                await WaitAsync(backend, timeout, cancellationToken);
        }
    }

    private static async Task WaitAsync(Process process, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(timeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new StartupException($"Process {process.Id} of an earlier private PostgreSQL does not end. End it, then start again.");
        }
    }

    /// <summary>Processes of PostgreSQL whose working directory is the folder of the cluster.</summary>
    private static IEnumerable<Process> Backends(string cluster)
    {
        if (!OperatingSystem.IsLinux())
            yield break;
        foreach (var process in Process.GetProcesses())
        {
            if (WorkingDirectory(process.Id) == cluster && PostgresFolder.IsPostgres(process))
                yield return process;
            else
                process.Dispose();
        }
    }

    private static string? WorkingDirectory(int process)
    {
        try
        {
            return new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cwd")).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended, or belongs to another user.
            return null;
        }
    }
}
