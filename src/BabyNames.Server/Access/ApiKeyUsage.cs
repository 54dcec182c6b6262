using System.Collections.Concurrent;
using BabyNames.Data.ApiKeys;
using BabyNames.Server.Telemetry;

namespace BabyNames.Server.Access;

/// <summary>Stores when keys were last used. It stores batches at intervals, so that no request waits for it.</summary>
internal sealed class ApiKeyUsage(ApiKeyStore store, DatabaseOutage outage, TimeProvider clock, ILogger<ApiKeyUsage> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private ConcurrentDictionary<string, DateTimeOffset> _used = new();

    /// <summary>Records a use of the key.</summary>
    public void Add(string keyId) => _used[keyId] = clock.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await WriteAsync();
        }
    }

    /// <summary>Stores the recorded uses, also when the server stops.</summary>
    private async Task WriteAsync()
    {
        var used = Interlocked.Exchange(ref _used, new());
        if (used.IsEmpty)
            return;
        try
        {
            await store.TouchAsync(used, CancellationToken.None);
        }
        catch (Exception exception)
        {
            if (!outage.Report(exception))
                logger.UsageNotStored(used.Count, exception.Message);
        }
    }
}
