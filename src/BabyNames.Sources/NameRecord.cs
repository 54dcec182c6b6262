namespace BabyNames.Sources;

/// <summary>The number of births with one spelling, one year and one sex, as one file counts them.</summary>
/// <param name="Year">Year of birth, or year of registration where the publisher counts by that. 1800 to the current year.</param>
/// <param name="Gender">Sex as published: <c>F</c> or <c>M</c>.</param>
/// <param name="Name">Normalized by <see cref="NameNormalizer"/>, 1 to 100 characters.</param>
/// <param name="Count">Whole births, at least 1. Publishers drop small counts (US SSA: below 5), so an absent row means
/// "below the publisher's cut-off", not a known zero.</param>
/// <param name="Area">Code of the area that the row names; null where the whole file is about one area.</param>
public readonly record struct NameRecord(int Year, char Gender, string Name, int Count, string? Area = null)
{
    /// <summary>The first year that can be stored.</summary>
    public const int FirstYear = 1800;

    /// <summary>The last year that can be stored. Files may contain it only once the clock has reached it, see
    /// <see cref="LastYearAt"/>.</summary>
    public const int LastYear = 2100;

    /// <summary>Returns the current year of the clock in UTC, at most <see cref="LastYear"/>: the last year that a file can
    /// count.</summary>
    public static int LastYearAt(TimeProvider clock) => Math.Min(clock.GetUtcNow().Year, LastYear);
}
