namespace BabyNames.Server.Hosting;

internal static class Comma
{
    /// <summary>Splits a setting with several values, so that one environment variable can hold them.</summary>
    public static string[] Separated(string values) =>
        values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
