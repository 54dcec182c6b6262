using System.Globalization;

namespace BabyNames.Queries.Tests;

/// <summary>The number of random cases that a test run tries, and the seed of the first case.</summary>
internal static class Cases
{
    /// <summary>The number of random conditions. The default is 300; BABYNAMES_TEST_CONDITIONS sets another number. The number of random
    /// orders is a fifth of it.</summary>
    public static int Conditions { get; } = Read("BABYNAMES_TEST_CONDITIONS") ?? 300;

    public static int Orders => Conditions / 5;

    /// <summary>The seed of the first case. The default differs in each run. Set BABYNAMES_TEST_SEED to the seed of a failed case to repeat
    /// that case first.</summary>
    public static int Seed { get; } = Read("BABYNAMES_TEST_SEED") ?? Environment.TickCount;

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
