using System.Globalization;

namespace BabyNames.Queries.Tests;

/// <summary>How many random cases a run tries, and which.</summary>
internal static class Cases
{
    /// <summary>BABYNAMES_TEST_CONDITIONS sets how many conditions are tried; a fifth as many orders are.</summary>
    public static int Conditions { get; } = Read("BABYNAMES_TEST_CONDITIONS") ?? 300;

    public static int Orders => Conditions / 5;

    /// <summary>BABYNAMES_TEST_SEED repeats the first case of a failure.</summary>
    public static int Seed { get; } = Read("BABYNAMES_TEST_SEED") ?? Environment.TickCount;

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
