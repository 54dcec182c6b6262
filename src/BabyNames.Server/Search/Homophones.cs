using System.Collections.Frozen;

namespace BabyNames.Server.Search;

/// <summary>Names that sound alike but have different spellings. They are in <c>Homophones.txt</c>, which states its sources.</summary>
internal static class Homophones
{
    private static readonly FrozenDictionary<string, string[]> HomophonesByKey = Read();

    /// <summary>Returns the homophones of a name.</summary>
    /// <param name="key">The name in lower case, without accents, blanks and punctuation.</param>
    public static string[] Of(string key) => HomophonesByKey.GetValueOrDefault(key, []);

    private static FrozenDictionary<string, string[]> Read()
    {
        using var text = new StreamReader(typeof(Homophones).Assembly.GetManifestResourceStream("Homophones.txt")!);
        var sets = text.ReadToEnd()
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' '))
            .ToList();
        return sets.SelectMany(names => names)
            .Distinct()
            .ToFrozenDictionary(
                name => name,
                name => sets.Where(names => names.Contains(name)).SelectMany(names => names).Except([name]).ToArray()
            );
    }
}
