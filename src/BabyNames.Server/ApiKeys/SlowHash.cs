using System.Runtime.InteropServices;

namespace BabyNames.Server.ApiKeys;

/// <summary>bcrypt, on a thread that gives way to all others: whoever sends wrong keys takes time from nobody.</summary>
internal static class SlowHash
{
    private const int OfThisThread = 0;
    private const int GivesWay = 10;

    public static Task<bool> VerifyAsync(string secret, string hash)
    {
        var verified = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                // .NET sets no priorities there.
                if (OperatingSystem.IsLinux())
                    _ = SetPriority(0, OfThisThread, GivesWay);
                verified.SetResult(BCrypt.Net.BCrypt.Verify(secret, hash));
            }
            catch (Exception exception)
            {
                verified.SetException(exception);
            }
        })
        { IsBackground = true, Name = "bcrypt", Priority = ThreadPriority.BelowNormal }.Start();
        return verified.Task;
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
