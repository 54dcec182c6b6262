namespace BabyNames.Server.Jobs;

/// <summary>Whether this process can refresh the statistics, for readiness.</summary>
internal sealed class RefreshStatus(TimeProvider clock)
{
    /// <summary>Many times the duration of the largest refresh.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private (long Version, long Since)? _due;
    private string? _failure;

    /// <summary>The reason why the statistics are outdated; null if they are up to date or a refresh is expected to finish.</summary>
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

    /// <param name="version">The data version if a refresh is due; null if the statistics are up to date.</param>
    public void Due(long? version)
    {
        lock (_lock)
        {
            if (version != _due?.Version)
                _due = version is null ? null : (version.Value, clock.GetTimestamp());
        }
    }

    public void Succeeded()
    {
        lock (_lock)
            _failure = null;
    }

    /// <returns>Whether the message differs from that of the last failure.</returns>
    public bool Failed(string message)
    {
        lock (_lock)
        {
            var isNew = _failure != message;
            _failure = message;
            return isNew;
        }
    }
}
