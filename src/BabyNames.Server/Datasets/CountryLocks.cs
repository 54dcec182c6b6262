using BabyNames.Data.Ingestion;

namespace BabyNames.Server.Datasets;

internal static class CountryLocks
{
    /// <summary>Says as an error of the domain that an act waited too long.</summary>
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
