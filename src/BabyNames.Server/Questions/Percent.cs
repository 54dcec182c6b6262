namespace BabyNames.Server.Questions;

/// <summary>Percentages as the views have them.</summary>
internal static class Percent
{
    /// <returns>0 to 100, two decimals, halves up.</returns>
    public static decimal Of(long part, long whole) => Math.Round(100m * part / whole, 2, MidpointRounding.AwayFromZero);
}
