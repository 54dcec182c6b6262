using System.Diagnostics.Metrics;
using BabyNames.Data;
using BabyNames.Queries.Caching;
using BabyNames.Server.Jobs;
using BabyNames.Server.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Health;

/// <summary>Metrics of the job queue and of the response cache. The state of the job queue is read at intervals.</summary>
internal sealed class Gauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly IDbContextFactory<BabyNamesDbContext> _contexts;
    private readonly JobQueueHealthQuestion _question;
    private readonly TimeProvider _clock;
    private volatile JobQueueHealth? _queue;

    /// <summary>Creates the instruments.</summary>
    public Gauges(
        IMeterFactory meters,
        ResponseCache cache,
        IDbContextFactory<BabyNamesDbContext> contexts,
        JobOptions jobs,
        TimeProvider clock
    )
    {
        (_contexts, _question, _clock) = (contexts, new(jobs), clock);
        var meter = meters.Create(Instruments.MeterName);
        meter.CreateObservableCounter(
            "babynames.response_cache.hits",
            () => cache.Hits,
            "{request}",
            "Number of requests whose response was cached."
        );
        meter.CreateObservableCounter(
            "babynames.response_cache.misses",
            () => cache.Misses,
            "{request}",
            "Number of requests whose response was not cached."
        );
        meter.CreateObservableGauge(
            "babynames.jobs.due",
            () => Of(queue => queue.Due),
            "{job}",
            "Number of jobs that are due and not claimed."
        );
        meter.CreateObservableGauge("babynames.jobs.running", () => Of(queue => queue.Running), "{job}", "Number of running jobs.");
        meter.CreateObservableGauge(
            "babynames.jobs.oldest_due",
            () => Of(queue => (double)(queue.OldestDueSeconds ?? 0)),
            "s",
            "Time since the oldest due job was queued."
        );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var database = await _contexts.CreateDbContextAsync(stoppingToken);
                _queue = await _question.AskAsync(new(), database, stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The gauges have no value instead of an outdated one. The readiness check reports that the database is not available.
                _queue = null;
            }
            await Task.Delay(Interval, _clock, stoppingToken);
        }
    }

    private IEnumerable<Measurement<T>> Of<T>(Func<JobQueueHealth, T> value)
        where T : struct => _queue is { } queue ? [new(value(queue))] : [];
}
