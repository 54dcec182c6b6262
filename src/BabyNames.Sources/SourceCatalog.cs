using BabyNames.Sources.UsSsa;

namespace BabyNames.Sources;

/// <summary>Every source that can be read. A new one is a folder with its parser and a line here.</summary>
public static class SourceCatalog
{
    public static IReadOnlyList<Source> All { get; } = [UsSsaParser.Source];

    /// <summary>The source with this id, or null.</summary>
    public static Source? Find(string id) => All.FirstOrDefault(source => source.Id == id);

    /// <summary>The sources whose files look like this one, each with why.</summary>
    public static IReadOnlyList<(Source Source, string Reason)> Recognise(SourceFile file, IEnumerable<Source> among) =>
        [.. among.Select(source => (source, Reason: source.Parser.Recognise(file))).Where(found => found.Reason is not null).Select(found => (found.source, found.Reason!))];

    /// <summary>The sources that publish for a country, by its ISO 3166-1 alpha-2 code.</summary>
    public static IEnumerable<Source> ForCountry(string countryCode) => All.Where(source => source.CountryCode is null || source.CountryCode == countryCode);
}
