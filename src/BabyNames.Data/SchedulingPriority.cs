using System.Globalization;
using System.Runtime.InteropServices;

namespace BabyNames.Data;

/// <summary>How much of the processor Linux gives to a thread while others want it too. .NET sets no priorities there.</summary>
public static class SchedulingPriority
{
    private const int Process = 0;

    /// <summary>Lowers the priority of the calling thread.</summary>
    /// <param name="niceness">1 to 19; 0 is usual.</param>
    public static void LowerOwn(int niceness)
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(Process, 0, niceness);
    }

    /// <summary>Lowers the priority of a session that is one process, as each of PostgreSQL's is. Does nothing where that is not allowed.</summary>
    /// <param name="niceness">1 to 19; 0 is usual.</param>
    public static void LowerSession(int process, int niceness)
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = SetPriority(Process, process, niceness);
        try
        {
            // The kernel may share processors among sessions first: then the priority within a session counts for nothing.
            File.WriteAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/autogroup"), niceness.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A kernel without it, or one that was asked a tenth of a second ago.
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
