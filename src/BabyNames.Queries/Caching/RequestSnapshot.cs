namespace BabyNames.Queries.Caching;

/// <summary>The snapshot of the database that the response to a request shows. It flows with the asynchronous calls of the
/// request.</summary>
public sealed class RequestSnapshot
{
    private static readonly AsyncLocal<RequestSnapshot?> Ambient = new();

    private readonly Lock _lock = new();

    /// <summary>The snapshot of the current request; null outside of requests that read data.</summary>
    public static RequestSnapshot? Current => Ambient.Value;

    /// <summary>Whether the request reads from the primary, which is never behind.</summary>
    public bool UsesPrimary { get; private init; }

    /// <summary>The lowest data version that the client accepts; null if it accepts any.</summary>
    public long? MinVersion { get; private init; }

    /// <summary>The data version that was read, the lowest one of several; null if none was read.</summary>
    public long? Version { get; private set; }

    /// <summary>Whether different versions were read.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>Whether the response shows one data version that the client accepts.</summary>
    public bool IsAcceptable => !IsMixed && !(Version < MinVersion);

    /// <summary>Begins the snapshot of a request.</summary>
    public static RequestSnapshot Begin(bool usesPrimary, long? minVersion) =>
        Ambient.Value = new() { UsesPrimary = usesPrimary, MinVersion = minVersion };

    /// <summary>Adds the data version of a query of the request.</summary>
    public void Add(long version)
    {
        lock (_lock)
        {
            IsMixed |= Version is { } other && other != version;
            Version = Math.Min(version, Version ?? version);
        }
    }
}
