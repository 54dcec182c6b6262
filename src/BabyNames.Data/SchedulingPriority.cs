using System.Globalization;
using System.Runtime.InteropServices;

namespace BabyNames.Data;

/// <summary>Lowers scheduling priorities on Linux. .NET has no method for this. Other operating systems are left unchanged.</summary>
public static class SchedulingPriority
{
    /// <summary>PRIO_PROCESS of <c>setpriority</c>.</summary>
    private const int PrioProcess = 0;

    /// <summary>Lowers the priority of the calling thread.</summary>
    /// <param name="niceness">1 to 19; the default of processes is 0.</param>
    public static void LowerCurrentThread(int niceness)
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(PrioProcess, 0, niceness);
    }

    /// <summary>Lowers the priority of a process and of its session, for example of a PostgreSQL session. Does nothing if the operating
    /// system does not permit it.</summary>
    /// <param name="process">Process id, which is also the id of the session.</param>
    /// <param name="niceness">1 to 19; the default of processes is 0.</param>
    public static void LowerSession(int process, int niceness)
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = SetPriority(PrioProcess, process, niceness);
        try
        {
            // With autogroup scheduling the kernel divides processor time among sessions, so that the priority of a process has an
            // effect only within its session.
            File.WriteAllText(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/autogroup"),
                niceness.ToString(CultureInfo.InvariantCulture)
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The kernel has no autogroup scheduling, or the last change was less than 0.1 s ago.
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
