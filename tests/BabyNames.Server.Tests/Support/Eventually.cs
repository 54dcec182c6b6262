using System.Diagnostics;

namespace BabyNames.Server.Tests.Support;

/// <summary>Waits for what must come, by looking for it again and again, and says what was there instead.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <param name="see">What there is now.</param>
    /// <param name="isThere">Whether that is what was waited for.</param>
    /// <param name="what">For the message when it does not come.</param>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> see, Func<T, bool> isThere, string what, TimeSpan? patience = null)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var seen = await see();
            if (isThere(seen))
                return seen;
            if (began.Elapsed > (patience ?? Patience))
                throw new TimeoutException($"Waited {began.Elapsed.TotalSeconds:F0} s for {what}; last seen: {seen}");
            await Task.Delay(Look);
        }
    }

    /// <summary>The result of a task that must end.</summary>
    public static async Task<T> EndAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds:F0} s for {what}.");
        }
    }
}
