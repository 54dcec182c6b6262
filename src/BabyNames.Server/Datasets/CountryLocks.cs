using BabyNames.Data.Ingestion;

namespace BabyNames.Server.Datasets;

/// <summary>Handles the timeout of the locks of a country.</summary>
internal static class CountryLocks
{
    /// <summary>Converts <see cref="CountryLockedException"/> to an error for the client.</summary>
    /// <exception cref="CountryBusyException">The locks were not available in time. Nothing was changed.</exception>
    public static async Task<T> OrBusyAsync<T>(this Task<T> change)
    {
        try
        {
            return await change;
        }
        catch (CountryLockedException)
        {
            throw new CountryBusyException();
        }
    }
}
