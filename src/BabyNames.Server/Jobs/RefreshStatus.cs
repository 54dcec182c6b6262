namespace BabyNames.Server.Jobs;

/// <summary>The state of the refresh in this process, for the readiness check.</summary>
internal sealed class RefreshStatus(TimeProvider clock)
{
    /// <summary>Time after which a refresh that is due counts as a problem. It is many times the duration of the largest refresh.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private (long Version, long Since)? _due;
    private string? _failure;
    private long _failures;

    /// <summary>Number of refreshes that failed since the start of the process.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Returns the reason why the statistics are outdated; null if there is no problem.</summary>
    public string? Problem()
    {
        lock (_lock)
        {
            return _failure is not null ? $"the refresh fails: {_failure}"
                : _due is { Since: var since } && clock.GetElapsedTime(since) > Overdue
                    ? $"the refresh has been due for more than {Overdue.TotalMinutes} minutes"
                : null;
        }
    }

    /// <summary>Stores whether a refresh is due.</summary>
    /// <param name="version">The data version if a refresh is due; null if the statistics are up to date.</param>
    public void Due(long? version)
    {
        lock (_lock)
        {
            if (version != _due?.Version)
                _due = version is null ? null : (version.Value, clock.GetTimestamp());
        }
    }

    /// <summary>Stores that the last refresh succeeded.</summary>
    public void Succeeded()
    {
        lock (_lock)
            _failure = null;
    }

    /// <summary>Stores that the last refresh failed.</summary>
    public void Failed(string message)
    {
        lock (_lock)
        {
            _failures++;
            _failure = message;
        }
    }
}
