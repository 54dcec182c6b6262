namespace BabyNames.Server.Telemetry;

/// <summary>Logs when a check begins to fail and when it passes again, once each.</summary>
internal sealed class Conditions(TimeProvider clock, ILogger<Conditions> logger)
{
    private readonly Lock _lock = new();

    /// <summary>The checks that fail or warn, with the timestamps of the first time.</summary>
    private readonly Dictionary<string, (bool IsFailure, long Since)> _open = [];

    /// <summary>Stores that the check fails.</summary>
    /// <param name="problem">What is wrong and what the operator can do.</param>
    public void Fail(string check, string problem)
    {
        if (IsNew(check, isFailure: true))
            logger.CheckFails(check, problem);
    }

    /// <summary>Stores that the check passes with a warning.</summary>
    /// <param name="problem">What is wrong and what the operator can do.</param>
    public void Warn(string check, string problem)
    {
        if (IsNew(check, isFailure: false))
            logger.CheckWarns(check, problem);
    }

    /// <summary>Stores that the check passes.</summary>
    /// <returns>Whether it failed before.</returns>
    public bool Pass(string check)
    {
        (bool IsFailure, long Since) state;
        lock (_lock)
        {
            if (!_open.Remove(check, out state))
                return false;
        }
        logger.CheckPasses(check, clock.GetElapsedTime(state.Since).TotalSeconds);
        return state.IsFailure;
    }

    private bool IsNew(string check, bool isFailure)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(check, out var state) && state.IsFailure == isFailure)
                return false;
            _open[check] = (isFailure, clock.GetTimestamp());
            return true;
        }
    }
}
