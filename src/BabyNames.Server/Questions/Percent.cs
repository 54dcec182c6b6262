namespace BabyNames.Server.Questions;

/// <summary>Computes percentages with the rounding of the statistics.</summary>
internal static class Percent
{
    /// <summary>Returns a percentage: 0 to 100, two decimals, halves rounded up.</summary>
    public static decimal Of(long part, long whole) => Math.Round(100m * part / whole, 2, MidpointRounding.AwayFromZero);
}
