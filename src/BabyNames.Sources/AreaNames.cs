namespace BabyNames.Sources;

/// <summary>The areas of a country, by what files call them: the code (<c>GB-SCT</c>), its last part (<c>SCT</c>) or the name
/// (<c>Scotland</c>), in any case.</summary>
/// <param name="areas">Code and name of each.</param>
public sealed class AreaNames(IEnumerable<(string Code, string Name)> areas)
{
    private readonly Dictionary<string, string> _codes = areas
        .SelectMany(area => Names(area.Code, area.Name).Select(name => (Name: name, area.Code)))
        .DistinctBy(area => area.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(area => area.Name, area => area.Code, StringComparer.OrdinalIgnoreCase);

    /// <returns>The code; null for an unknown area.</returns>
    public string? Find(string name) => _codes.GetValueOrDefault(name.Trim());

    private static IEnumerable<string> Names(string code, string name)
    {
        yield return code;
        yield return name;
        if (code.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash)
            yield return code[(dash + 1)..];
    }
}
