using BabyNames.Data;

namespace BabyNames.Server.Access;

/// <summary>bcrypt, on a thread of low priority: whoever sends wrong keys takes time from nobody.</summary>
internal static class BcryptHasher
{
    /// <param name="niceness">Of the thread: 0 as all others, 19 when nothing else is to be done.</param>
    public static Task<T> RunAsync<T>(Func<T> run, int niceness)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                SchedulingPriority.LowerOwn(niceness);
                done.SetResult(run());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        { IsBackground = true, Name = "bcrypt", Priority = ThreadPriority.BelowNormal }.Start();
        return done.Task;
    }
}
