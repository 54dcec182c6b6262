namespace BabyNames.Queries.Caching;

/// <summary>The data version of the database.</summary>
public interface IDataVersion
{
    /// <summary>The version of the primary; null while it is unknown, when responses are not cached.</summary>
    long? Current { get; }

    /// <summary>Whether reads may come from a standby, which may be behind the primary.</summary>
    bool HasStandby { get; }

    /// <summary>Waits a short time until the primary has a version.</summary>
    /// <returns>False if it does not have it yet; true also while its version is unknown.</returns>
    Task<bool> WaitAsync(long version, CancellationToken cancellationToken);
}
