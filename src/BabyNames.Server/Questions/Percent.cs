namespace BabyNames.Server.Questions;

/// <summary>Percentages, rounded as in the statistics.</summary>
internal static class Percent
{
    /// <returns>0 to 100, two decimals, halves up.</returns>
    public static decimal Of(long part, long whole) => Math.Round(100m * part / whole, 2, MidpointRounding.AwayFromZero);
}
