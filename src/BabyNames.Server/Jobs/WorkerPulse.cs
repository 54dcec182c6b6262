using System.Collections.Concurrent;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>When each of this process's workers was last seen to be alive: it looked at the queue, or renewed the lease of its
/// job.</summary>
internal sealed class WorkerPulse(JobOptions options, TimeProvider clock)
{
    /// <summary>A machine under load may be late.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<JobKey, long> _beats = new(
        Enumerable.Range(0, options.Workers).Select(worker => KeyValuePair.Create(JobPoller.Key(worker), clock.GetTimestamp())));

    public void Beat(JobKey worker) => _beats[worker] = clock.GetTimestamp();

    /// <summary>Workers that should have been seen since and were not.</summary>
    public int Silent()
    {
        var longest = 3 * TimeSpan.FromTicks(Math.Max(options.Poll.Ticks, options.Heartbeat.Ticks)) + Margin;
        return _beats.Values.Count(beat => clock.GetElapsedTime(beat) > longest);
    }
}
