namespace BabyNames.Data.Ingestion;

/// <summary>A load or another change holds the locks of the country's datasets for too long. Nothing was changed.</summary>
public sealed class CountryLockedException(Exception? inner = null)
    : Exception("The country's datasets are locked by a load or by another change of them.", inner);
