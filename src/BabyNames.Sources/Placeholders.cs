namespace BabyNames.Sources;

/// <summary>Words that registries write for a child without a name. Their rows are stored, because totals need them and because Baby is a
/// name, too.</summary>
internal static class Placeholders
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "UNNAMED", "BABY", "(NOT" };

    /// <summary>Adds a warning to the report when the name is a placeholder. Only for publishers who are known to use them.</summary>
    public static void Check(string published, int year, SourceReport report)
    {
        if (Words.Contains(published.Trim()))
            report.Warn(
                SourceCodes.Placeholder,
                "words that may mark a child without a name were stored as published",
                $"{published} {year}"
            );
    }
}
