using System.Runtime.InteropServices;

namespace BabyNames.Server.Database;

/// <summary>Sends signals to processes.</summary>
internal static class ProcessSignals
{
    /// <summary>SIGINT. The postmaster starts a fast shutdown.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGQUIT. A process of PostgreSQL ends immediately.</summary>
    public const int Quit = 3;

    /// <summary>Sends a signal. Errors are ignored, for example if the process has ended.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
