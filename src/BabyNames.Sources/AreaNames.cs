namespace BabyNames.Sources;

/// <summary>Finds the areas of a country by the text that files use for them: the code (<c>GB-SCT</c>), the part of the code after the
/// hyphen (<c>SCT</c>) or the name (<c>Scotland</c>). Case is ignored.</summary>
/// <param name="areas">Code and name of each area.</param>
public sealed class AreaNames(IEnumerable<(string Code, string Name)> areas)
{
    private readonly Dictionary<string, string> _codes = areas
        .SelectMany(area => Names(area.Code, area.Name).Select(name => (Name: name, area.Code)))
        .DistinctBy(area => area.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(area => area.Name, area => area.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the code of an area. Spaces around the text are ignored.</summary>
    /// <returns>The code of the area; null when the country has no such area.</returns>
    public string? Find(string name) => _codes.GetValueOrDefault(name.Trim());

    private static IEnumerable<string> Names(string code, string name)
    {
        yield return code;
        yield return name;
        if (code.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash)
            yield return code[(dash + 1)..];
    }
}
