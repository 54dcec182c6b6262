using System.Diagnostics;

namespace BabyNames.Server.Tests.Support;

/// <summary>Waits for a condition by polling. On a timeout, the exception states the last value.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <param name="read">Reads the current value.</param>
    /// <param name="condition">Whether the value is the expected one, which ends the wait.</param>
    /// <param name="what">The description of the condition for the message of the <see cref="TimeoutException"/>.</param>
    /// <param name="timeout">The timeout; 3 minutes if it is omitted.</param>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> read, Func<T, bool> condition, string what, TimeSpan? timeout = null)
    {
        var stopwatch = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            if (stopwatch.Elapsed > (timeout ?? Patience))
                throw new TimeoutException($"Waited {stopwatch.Elapsed.TotalSeconds:F0} s for {what}; last value: {value}");
            await Task.Delay(Interval);
        }
    }

    /// <summary>Returns the result of a task. The task must end within the timeout of 3 minutes.</summary>
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
