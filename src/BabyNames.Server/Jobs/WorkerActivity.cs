using System.Collections.Concurrent;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>The times at which the workers of this process last polled the queue or renewed a lease.</summary>
internal sealed class WorkerActivity(JobOptions options, TimeProvider clock)
{
    /// <summary>Additional time for a machine under load.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<JobKey, long> _lastActivity = new(
        Enumerable.Range(0, options.Workers).Select(worker => KeyValuePair.Create(JobPoller.Key(worker), clock.GetTimestamp()))
    );

    /// <summary>Stores that the worker is active now.</summary>
    public void Record(JobKey worker) => _lastActivity[worker] = clock.GetTimestamp();

    /// <summary>Returns the number of workers that did not poll the queue or renew their lease in time.</summary>
    public int CountInactive()
    {
        var maxInterval = 3 * TimeSpan.FromTicks(Math.Max(options.PollInterval.Ticks, options.HeartbeatInterval.Ticks)) + Margin;
        return _lastActivity.Values.Count(time => clock.GetElapsedTime(time) > maxInterval);
    }
}
