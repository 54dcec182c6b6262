using BabyNames.Data;

namespace BabyNames.Server.Access;

/// <summary>Runs bcrypt on a thread of low priority, so that invalid keys do not slow down other requests.</summary>
internal static class BcryptHasher
{
    /// <summary>Runs a function on a new thread.</summary>
    /// <param name="niceness">Niceness of the thread: 0 (normal) to 19 (lowest priority).</param>
    public static Task<T> RunAsync<T>(Func<T> run, int niceness)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                SchedulingPriority.LowerCurrentThread(niceness);
                completion.SetResult(run());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "bcrypt",
            Priority = ThreadPriority.BelowNormal,
        }.Start();
        return completion.Task;
    }
}
