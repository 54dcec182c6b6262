namespace BabyNames.Server.Hosting;

internal static class Comma
{
    /// <summary>The values of a setting that has several: one environment variable can hold them all.</summary>
    public static string[] Separated(string values) => values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
