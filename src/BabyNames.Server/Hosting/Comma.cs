namespace BabyNames.Server.Hosting;

/// <summary>Reads settings that are lists separated by commas.</summary>
internal static class Comma
{
    /// <summary>Splits a setting. A list in one setting can be set by one environment variable.</summary>
    public static string[] Separated(string values) =>
        values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
