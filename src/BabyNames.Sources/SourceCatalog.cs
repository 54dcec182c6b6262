using BabyNames.Sources.AuNsw;
using BabyNames.Sources.AuSa;
using BabyNames.Sources.CaBc;
using BabyNames.Sources.CaStatcan;
using BabyNames.Sources.GbOns;
using BabyNames.Sources.GenericCsv;
using BabyNames.Sources.UsSsa;

namespace BabyNames.Sources;

/// <summary>Every source that can be read. A new one is a folder with its parser and a line here.</summary>
public static class SourceCatalog
{
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

    /// <summary>The source with this id, or null.</summary>
    public static Source? Find(string id) => All.FirstOrDefault(source => source.Id == id);

    /// <summary>The sources whose files look like this one, each with why, and the others, each with why not. One for every
    /// country is named only where no publisher's own is: a publisher's table can have the same columns and rules of its own.</summary>
    public static Recognition Recognise(SourceFile file, IEnumerable<Source> among)
    {
        var (fitting, others) = (new List<(Source Source, string Reason)>(), new List<(Source Source, SourceError Reason)>());
        foreach (var source in among)
        {
            try
            {
                fitting.Add((source, source.Parser.Recognise(file)));
            }
            catch (SourceFormatException exception)
            {
                others.Add((source, exception.Error));
            }
        }
        return new(fitting.Exists(found => !found.Source.IsGeneric) ? fitting.FindAll(found => !found.Source.IsGeneric) : fitting, others);
    }

    /// <summary>The sources that publish for a country, by its ISO 3166-1 alpha-2 code, and those for every country.</summary>
    public static IEnumerable<Source> ForCountry(string countryCode) =>
        All.Where(source => source.IsGeneric || source.CountryCode == countryCode);
}
