using System.Globalization;
using System.Text;

namespace BabyNames.Sources.GenericCsv;

/// <summary>Columns by which a table divides the births of a country beside year and sex. To pass one over would take a part
/// for the whole.</summary>
internal static class AreaColumns
{
    /// <summary>Areas of every size, and parts of the people, in the languages of the offices that publish names; small
    /// letters without marks.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        // English, and what several languages share.
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

    /// <returns>The first heading that looks like an area, or null.</returns>
    public static string? First(IEnumerable<string> headings) => headings.FirstOrDefault(heading => WordsOf(heading).Any(Words.Contains));

    /// <summary>Small letters without marks: <c>BirthState</c>, <c>birth_state</c> and <c>Région/Region</c> have two words each.</summary>
    private static IEnumerable<string> WordsOf(string heading)
    {
        var word = new StringBuilder();
        var previous = ' ';
        foreach (
            var letter in heading.Normalize(NormalizationForm.FormD).Replace('ł', 'l').Replace('Ł', 'L').Replace('ø', 'o').Replace('Ø', 'O')
        )
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
