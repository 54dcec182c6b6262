namespace BabyNames.Server.Health;

/// <summary>Values from which <c>babynames doctor</c> reports a problem. The alarms in <c>deploy/monitoring/alerts.yml</c> have the same
/// values.</summary>
internal static class Thresholds
{
    /// <summary>Age of the oldest due job.</summary>
    public static readonly TimeSpan OldestDueJob = TimeSpan.FromSeconds(60);

    /// <summary>Time until a key ends.</summary>
    public static readonly TimeSpan KeyEnd = TimeSpan.FromDays(14);

    /// <summary>Free bytes of the disk of Storage:Path. An upload and the files that jobs read need the space.</summary>
    public const long FreeBytes = 2L << 30;

    /// <summary>Share of <c>max_connections</c> that is in use.</summary>
    public const double Connections = 0.8;
}
