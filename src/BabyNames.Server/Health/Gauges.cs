using System.Diagnostics.Metrics;
using BabyNames.Queries.Caching;
using BabyNames.Server.Jobs;
using BabyNames.Server.Storage;
using BabyNames.Server.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BabyNames.Server.Health;

/// <summary>Metrics of the state of the server and its database, which are read at intervals. A metric that cannot be read has no value
/// instead of an outdated one.</summary>
internal sealed class Gauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly DatabaseStateReader _reader;
    private readonly ReadinessReport _report;
    private readonly DatasetStorage _storage;
    private readonly TimeProvider _clock;
    private volatile DatabaseState? _database;
    private volatile HealthReport? _readiness;

    /// <summary>Creates the instruments.</summary>
    public Gauges(
        IMeterFactory meters,
        ResponseCache cache,
        RefreshStatus refresh,
        DatabaseStateReader reader,
        ReadinessReport report,
        DatasetStorage storage,
        TimeProvider clock
    )
    {
        (_reader, _report, _storage, _clock) = (reader, report, storage, clock);
        var meter = meters.Create(Instruments.MeterName);
        AddCounters(meter, cache, refresh);
        AddJobs(meter);
        AddDatabase(meter);
        meter.CreateObservableGauge("babynames.storage.free", FreeBytes, "By", "Free space of the disk of Storage:Path.");
        meter.CreateObservableGauge(
            "babynames.readiness",
            () => (_readiness?.Entries ?? new Dictionary<string, HealthReportEntry>()).Select(Readiness),
            description: "0 if a check of /health/ready fails, otherwise 1."
        );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Instruments.Initialize();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _readiness = await _report.ReadAsync();
                _database = await _reader.ReadAsync(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The readiness check reports that the database is not available.
                _database = null;
            }
            await Task.Delay(Interval, _clock, stoppingToken);
        }
    }

    private static void AddCounters(Meter meter, ResponseCache cache, RefreshStatus refresh)
    {
        const string requests = "{request}";
        meter.CreateObservableCounter(
            "babynames.response_cache.hits",
            () => cache.Hits,
            requests,
            "Number of requests with a cached response."
        );
        meter.CreateObservableCounter(
            "babynames.response_cache.misses",
            () => cache.Misses,
            requests,
            "Number of requests whose response was not cached."
        );
        meter.CreateObservableCounter(
            "babynames.statistics.refresh_failures",
            () => refresh.Failures,
            "{refresh}",
            "Number of refreshes of the statistics that failed in this process."
        );
    }

    private void AddJobs(Meter meter)
    {
        const string jobs = "{job}";
        Add(meter, "jobs.due", state => state.Queue.Due, jobs, "Number of jobs that are due and not claimed.");
        Add(meter, "jobs.running", state => state.Queue.Running, jobs, "Number of running jobs.");
        Add(
            meter,
            "jobs.oldest_due",
            state => (double)(state.Queue.OldestDueSeconds ?? 0),
            "s",
            "Time since the oldest due job was queued; 0 if no job is due."
        );
        Add(
            meter,
            "jobs.expired_leases",
            state => state.Queue.ExpiredLeases,
            jobs,
            "Number of running jobs whose worker sends no heartbeat."
        );
        Add(
            meter,
            "jobs.failed_last_24_hours",
            state => state.Queue.FailedLast24Hours,
            jobs,
            "Number of jobs that failed in the last 24 hours."
        );
        Add(
            meter,
            "jobs.cancelled_last_24_hours",
            state => state.Queue.CancelledLast24Hours,
            jobs,
            "Number of jobs that an admin cancelled in the last 24 hours."
        );
    }

    private void AddDatabase(Meter meter)
    {
        const string connections = "{connection}";
        Add(meter, "statistics.data_version", state => state.DataVersion, null, "Data version of the statistics.");
        Add(
            meter,
            "statistics.refresh_due",
            state => state.IsRefreshDue ? 1 : 0,
            null,
            "1 if rows changed since the last refresh, otherwise 0."
        );
        Add(
            meter,
            "statistics.last_refresh_timestamp",
            state => state.RefreshedAt?.ToUnixTimeSeconds(),
            "s",
            "Time of the last refresh, in seconds since 1970; no value before the first one."
        );
        Add(
            meter,
            "api_keys.next_expiry_timestamp",
            state => state.EndingKeys is [{ ExpiresAt: { } end }, ..] ? end.ToUnixTimeSeconds() : null,
            "s",
            "Time at which the next API key without a successor ends, in seconds since 1970; no value if none ends."
        );
        Add(meter, "database.connections", state => state.Connections, connections, "Number of connections to PostgreSQL.");
        Add(meter, "database.max_connections", state => state.MaxConnections, connections, "Value of max_connections of PostgreSQL.");
    }

    private void Add(Meter meter, string name, Func<DatabaseState, double?> value, string? unit, string description) =>
        meter.CreateObservableGauge(
            "babynames." + name,
            () => _database is { } state && value(state) is { } measured ? [new(measured)] : (Measurement<double>[])[],
            unit,
            description
        );

    private static Measurement<int> Readiness(KeyValuePair<string, HealthReportEntry> check) =>
        new(check.Value.Status == HealthStatus.Unhealthy ? 0 : 1, KeyValuePair.Create<string, object?>("check", check.Key));

    private IEnumerable<Measurement<long>> FreeBytes()
    {
        try
        {
            return [new(_storage.FreeBytes())];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The readiness check reports that the folder is not available.
            return [];
        }
    }
}
