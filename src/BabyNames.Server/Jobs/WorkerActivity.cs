using System.Collections.Concurrent;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>The time at which each worker of this process last polled the queue or renewed a lease.</summary>
internal sealed class WorkerActivity(JobOptions options, TimeProvider clock)
{
    /// <summary>Tolerance for a machine under load.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<JobKey, long> _beats = new(
        Enumerable.Range(0, options.Workers).Select(worker => KeyValuePair.Create(JobPoller.Key(worker), clock.GetTimestamp()))
    );

    public void Beat(JobKey worker) => _beats[worker] = clock.GetTimestamp();

    /// <summary>Workers that did not poll the queue or renew their lease in time.</summary>
    public int Silent()
    {
        var longest = 3 * TimeSpan.FromTicks(Math.Max(options.PollInterval.Ticks, options.HeartbeatInterval.Ticks)) + Margin;
        return _beats.Values.Count(beat => clock.GetElapsedTime(beat) > longest);
    }
}
