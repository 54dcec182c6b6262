using System.Diagnostics;
using System.Globalization;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.Database;

/// <summary>Stops processes of PostgreSQL that still use the folder of a cluster after the server or the postmaster was killed.</summary>
internal static class OrphanedPostgres
{
    /// <summary>Stops the processes and waits until they end.</summary>
    /// <exception cref="StartupException">A process does not end in time.</exception>
    public static async Task StopAsync(PostgresFolder folder, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var postmaster = folder.Postmaster();
        if (postmaster is not null)
        {
            // After a SIGKILL of the server, its PostgreSQL may still be shutting down.
            ProcessSignals.Send(postmaster.Id, ProcessSignals.Interrupt);
            await WaitAsync(postmaster, timeout, cancellationToken);
            return;
        }
        // The file contains the id of a process that is not PostgreSQL.
        if (Directory.Exists(folder.Path))
            File.Delete(Path.Combine(folder.Path, "postmaster.pid"));
        // Backends without a postmaster end when they next wait. This can take a long time, and PostgreSQL does not start until then.
        // The logger process ignores the signal and ends after all others.
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
            throw new StartupException(
                $"Process {process.Id} of an earlier private PostgreSQL does not end. End it, then start the program again."
            );
        }
    }

    /// <summary>Returns the processes of PostgreSQL whose working directory is the folder of the cluster.</summary>
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
            // The process has ended, or it belongs to another user.
            return null;
        }
    }
}
