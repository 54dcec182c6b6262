namespace BabyNames.Server.Jobs;

/// <summary>Whether this process can bring the statistics up to date, for readiness.</summary>
internal sealed class RefreshStatus(TimeProvider clock)
{
    /// <summary>Many times what the largest refresh takes.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private (long Version, long Since)? _due;
    private string? _failure;

    /// <summary>Why the statistics are behind. Null while they are up to date or soon will be.</summary>
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

    /// <param name="version">The data version that is behind; null when the statistics are up to date. A refresh by any
    /// process moves it on.</param>
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

    /// <returns>Whether the last try did not fail with the same message.</returns>
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
