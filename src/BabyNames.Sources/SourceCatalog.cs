using BabyNames.Sources.AuNsw;
using BabyNames.Sources.AuSa;
using BabyNames.Sources.CaBc;
using BabyNames.Sources.CaStatcan;
using BabyNames.Sources.GbOns;
using BabyNames.Sources.GenericCsv;
using BabyNames.Sources.UsSsa;

namespace BabyNames.Sources;

/// <summary>Lists every source that can be read. A new source is a folder with its parser and a line here.</summary>
public static class SourceCatalog
{
    /// <summary>All sources. The generic layout is the last one.</summary>
    public static IReadOnlyList<Source> All { get; } =
    [
        UsSsaParser.Source,
        GbOnsParser.Source,
        CaStatcanParser.Source,
        CaBcParser.Source,
        AuSaParser.Source,
        AuNswParser.Source,
        GenericCsvParser.Source,
    ];

    /// <summary>Returns the source with this id, or null. Case matters.</summary>
    public static Source? Find(string id) => All.FirstOrDefault(source => source.Id == id);

    /// <summary>Finds the sources whose layout a file has. The generic source is a result only when no publisher's own source is, because
    /// a publisher's table can have the same columns and other rules.</summary>
    public static Recognition Recognize(SourceFile file, IEnumerable<Source> sources)
    {
        var (matching, others) = (new List<(Source Source, string Reason)>(), new List<(Source Source, SourceError Reason)>());
        foreach (var source in sources)
        {
            try
            {
                matching.Add((source, source.Parser.Recognize(file)));
            }
            catch (SourceFormatException exception)
            {
                others.Add((source, exception.Error));
            }
        }
        var specific = matching.FindAll(found => !found.Source.IsGeneric);
        return new(specific.Count > 0 ? specific : matching, others);
    }

    /// <summary>Returns the sources of a country, by its ISO 3166-1 alpha-2 code, and the sources for every country.</summary>
    public static IEnumerable<Source> ForCountry(string countryCode) =>
        All.Where(source => source.IsGeneric || source.CountryCode == countryCode);
}
