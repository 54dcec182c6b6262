using System.Diagnostics.Metrics;
using BabyNames.Data;
using BabyNames.Queries.Caching;
using BabyNames.Server.Jobs;
using BabyNames.Server.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Health;

/// <summary>Gauges of the job queue, read at intervals, and counters of the response cache.</summary>
internal sealed class Gauges : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly IDbContextFactory<BabyNamesDbContext> _contexts;
    private readonly JobQueueHealthQuestion _question;
    private readonly TimeProvider _clock;
    private volatile JobQueueHealth? _queue;

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
            "Requests answered with an answer that was kept."
        );
        meter.CreateObservableCounter(
            "babynames.response_cache.misses",
            () => cache.Misses,
            "{request}",
            "Requests whose answer was not kept."
        );
        meter.CreateObservableGauge("babynames.jobs.due", () => Of(queue => queue.Due), "{job}", "Jobs that no worker has taken yet.");
        meter.CreateObservableGauge("babynames.jobs.running", () => Of(queue => queue.Running), "{job}", "Jobs that a worker is at.");
        meter.CreateObservableGauge(
            "babynames.jobs.oldest_due",
            () => Of(queue => (double)(queue.OldestDueSeconds ?? 0)),
            "s",
            "How long the oldest of the due jobs waits."
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
                // No value is better than an outdated one; other checks report that the database is not available.
                _queue = null;
            }
            await Task.Delay(Pause, _clock, stoppingToken);
        }
    }

    private IEnumerable<Measurement<T>> Of<T>(Func<JobQueueHealth, T> value)
        where T : struct => _queue is { } queue ? [new(value(queue))] : [];
}
