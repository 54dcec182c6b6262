namespace BabyNames.Sources;

/// <summary>What registries write for a child without a name. They are kept: a total needs them, and Baby is a name, too.</summary>
internal static class Placeholders
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase) { "UNNAMED", "BABY", "(NOT" };

    /// <summary>Notes a placeholder in the report. Only for publishers who are known to have them.</summary>
    public static void Flag(string published, int year, SourceReport report)
    {
        if (Known.Contains(published.Trim()))
            report.Warn(SourceCodes.Placeholder, "what may stand for a child without a name was kept as published", $"{published} {year}");
    }
}
