using System.Collections.Frozen;

namespace BabyNames.Server.Search;

/// <summary>Names that sound alike and are spelled otherwise: <c>Homophones.txt</c>, which says where they are from.</summary>
internal static class Homophones
{
    private static readonly FrozenDictionary<string, string[]> Known = Read();

    /// <param name="key">A name without case, accents, blanks and punctuation.</param>
    public static string[] Of(string key) => Known.GetValueOrDefault(key, []);

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
