using BabyNames.Data.Ingestion;

namespace BabyNames.Server.Datasets;

internal static class CountryLocks
{
    /// <summary>Converts a timeout of the locks of a country to an error for the client.</summary>
    /// <exception cref="CountryBusyException">Nothing was changed.</exception>
    public static async Task<T> OrBusyAsync<T>(this Task<T> act)
    {
        try
        {
            return await act;
        }
        catch (CountryLockedException)
        {
            throw new CountryBusyException();
        }
    }
}
