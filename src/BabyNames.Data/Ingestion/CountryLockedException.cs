namespace BabyNames.Data.Ingestion;

/// <summary>A load or another change held the locks of the country's datasets for too long. Nothing was changed.</summary>
public sealed class CountryLockedException(Exception? inner = null)
    : Exception("The datasets of the country are locked by a load or by another change.", inner);
