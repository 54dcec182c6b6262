using System.Runtime.InteropServices;

namespace BabyNames.Server.Database;

/// <summary>Signals to processes. SIGINT to the postmaster is a fast shutdown; SIGQUIT ends a process of PostgreSQL at once.</summary>
internal static class ProcessSignals
{
    public const int Interrupt = 2;
    public const int Quit = 3;

    public static void Send(int process, int signal) => _ = Kill(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
