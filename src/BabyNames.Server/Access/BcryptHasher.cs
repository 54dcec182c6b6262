using BabyNames.Data;

namespace BabyNames.Server.Access;

/// <summary>Runs bcrypt on a thread of low priority, so that wrong keys do not slow down other requests.</summary>
internal static class BcryptHasher
{
    /// <param name="niceness">Niceness of the thread, 0 (normal) to 19 (lowest priority).</param>
    public static Task<T> RunAsync<T>(Func<T> run, int niceness)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                SchedulingPriority.LowerCurrentThread(niceness);
                done.SetResult(run());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "bcrypt",
            Priority = ThreadPriority.BelowNormal,
        }.Start();
        return done.Task;
    }
}
