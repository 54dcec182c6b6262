namespace BabyNames.Sources;

/// <summary>Births with one spelling, for one year and sex, as one file counts them.</summary>
/// <param name="Year">Year of birth, or of registration where the publisher counts by that. 1800 to the present one.</param>
/// <param name="Gender">Sex as published: <c>F</c> or <c>M</c>.</param>
/// <param name="Name">Normalised by <see cref="NameNormalizer"/>, 1 to 100 characters.</param>
/// <param name="Count">Whole births, at least 1. Publishers drop small counts (US SSA: below 5), so an absent row means
/// "below the publisher's cut-off", not a known zero.</param>
/// <param name="Area">Code of the area that the row names; null where the whole file is about one.</param>
public readonly record struct NameRecord(int Year, char Gender, string Name, int Count, string? Area = null)
{
    public const int FirstYear = 1800;

    /// <summary>The last year that can be stored; no file reaches it before the clock does.</summary>
    public const int LastYear = 2100;

    /// <summary>The last year whose births can be known at the clock's present moment.</summary>
    public static int LastYearAt(TimeProvider clock) => Math.Min(clock.GetUtcNow().Year, LastYear);
}
