using System.Globalization;
using System.Text;

namespace BabyNames.Sources.GenericCsv;

/// <summary>Finds columns by which a table divides the births of a country beside year and sex. If such a column were ignored, the births
/// of a part would count as the births of the whole country.</summary>
internal static class AreaColumns
{
    /// <summary>Words for areas of every size and for parts of the population, in the languages of the offices that publish names. Lower
    /// case, without diacritics.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        // English, and words that several languages share.
        "area",
        "areas",
        "state",
        "states",
        "region",
        "regions",
        "province",
        "provinces",
        "county",
        "counties",
        "territory",
        "territories",
        "country",
        "nation",
        "district",
        "city",
        "town",
        "village",
        "municipality",
        "borough",
        "parish",
        "ward",
        "suburb",
        "neighborhood",
        "neighbourhood",
        "community",
        "locality",
        "location",
        "place",
        "birthplace",
        "residence",
        "geo",
        "geography",
        "geographic",
        "jurisdiction",
        "council",
        "authority",
        "prefecture",
        "division",
        "department",
        "canton",
        "constituency",
        "postcode",
        "postal",
        "zip",
        "zipcode",
        "fips",
        "nuts",
        "iso",
        "statecode",
        "statename",
        "countyname",
        "regionname",
        "lga",
        "lhb",
        "hospital",
        "ethnicity",
        "ethnicities",
        "ethnic",
        "race",
        "races",
        "religion",
        "sector",
        "tribe",
        "nationality",
        "citizenship",
        // French.
        "departement",
        "departements",
        "dept",
        "dpt",
        "commune",
        "communes",
        "territoire",
        "territoires",
        "ville",
        "pays",
        "lieu",
        "comte",
        "arrondissement",
        "ethnie",
        // German.
        "land",
        "bundesland",
        "kreis",
        "landkreis",
        "bezirk",
        "stadt",
        "stadtbezirk",
        "stadtteil",
        "gemeinde",
        "gebiet",
        "ort",
        "kanton",
        "standesamt",
        // Dutch and Afrikaans.
        "provincie",
        "gemeente",
        "gewest",
        "regio",
        "stad",
        // Spanish, Portuguese, Italian.
        "estado",
        "provincia",
        "municipio",
        "comuna",
        "comunidad",
        "departamento",
        "ciudad",
        "distrito",
        "regiao",
        "concelho",
        "freguesia",
        "cidade",
        "regione",
        "comune",
        "citta",
        "territorio",
        "etnia",
        "raza",
        "raca",
        "pais",
        "paese",
        "luogo",
        "lugar",
        // Swedish, Norwegian, Danish, Finnish.
        "lan",
        "kommun",
        "kommune",
        "fylke",
        "landsdel",
        "omrade",
        "kunta",
        "maakunta",
        "alue",
        // Polish, Czech, Slovene, Croatian.
        "wojewodztwo",
        "powiat",
        "gmina",
        "miasto",
        "kraj",
        "okres",
        "obec",
        "regija",
        "obcina",
        "zupanija",
        "pokrajina",
    };

    /// <summary>Returns the first heading that has a word for an area or for a part of the population, or null.</summary>
    public static string? FindFirst(IEnumerable<string> headings) =>
        headings.FirstOrDefault(heading => SplitWords(heading).Any(Words.Contains));

    /// <summary>Splits a heading into words in lower case without diacritics. <c>BirthState</c>, <c>birth_state</c> and
    /// <c>Région/Region</c> have two words each.</summary>
    private static IEnumerable<string> SplitWords(string heading)
    {
        var word = new StringBuilder();
        var previous = ' ';
        // The strokes of ł and ø are not combining marks, so that FormD does not separate them.
        var decomposed = heading.Normalize(NormalizationForm.FormD);
        decomposed = decomposed.Replace('ł', 'l').Replace('Ł', 'L').Replace('ø', 'o').Replace('Ø', 'O');
        foreach (var letter in decomposed)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue;
            var begins = char.IsLower(previous) && char.IsUpper(letter);
            if (word.Length > 0 && (begins || !char.IsLetter(letter)))
            {
                yield return word.ToString();
                word.Clear();
            }
            if (char.IsLetter(letter))
                word.Append(char.ToLowerInvariant(letter));
            previous = letter;
        }
        if (word.Length > 0)
            yield return word.ToString();
    }
}
