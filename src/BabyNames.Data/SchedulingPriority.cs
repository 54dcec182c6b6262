using System.Globalization;
using System.Runtime.InteropServices;

namespace BabyNames.Data;

/// <summary>Scheduling priorities of Linux, which .NET does not set.</summary>
public static class SchedulingPriority
{
    private const int Process = 0;

    /// <summary>Lowers the priority of the calling thread.</summary>
    /// <param name="niceness">1 to 19; the default of processes is 0.</param>
    public static void LowerOwn(int niceness)
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(Process, 0, niceness);
    }

    /// <summary>Lowers the priority of a session that is one process, as a session of PostgreSQL is. Does nothing if that is not
    /// permitted.</summary>
    /// <param name="niceness">1 to 19; the default of processes is 0.</param>
    public static void LowerSession(int process, int niceness)
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = SetPriority(Process, process, niceness);
        try
        {
            // With autogroup scheduling the kernel shares processors among sessions, and the priority within a session has no effect.
            File.WriteAllText(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/autogroup"),
                niceness.ToString(CultureInfo.InvariantCulture)
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The kernel has no autogroup, or it allows one change in 0.1 s.
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
