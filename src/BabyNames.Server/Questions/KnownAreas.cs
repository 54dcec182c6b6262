using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Questions;

/// <summary>Checks that countries and areas exist. It caches the codes, so that a request needs no query.</summary>
internal sealed class KnownAreas
{
    /// <summary>Codes of countries by the codes of their areas. The code of a country is the code of an area too.</summary>
    private volatile Dictionary<string, string> _countries = [];

    /// <summary>Checks that a country exists.</summary>
    /// <exception cref="UnknownCountryException">No country has this code.</exception>
    public void CheckCountry(BabyNamesDbContext database, string code)
    {
        if (!Exists(database, code, code))
            throw new UnknownCountryException(SourceError.Printable(code), _countries.Values.Distinct().Order());
    }

    /// <summary>Checks that a country has an area.</summary>
    /// <exception cref="UnknownAreaException">The country has no area with this code.</exception>
    public void CheckArea(BabyNamesDbContext database, string code, string country)
    {
        if (!Exists(database, code, country))
            throw new UnknownAreaException(
                SourceError.Printable(code),
                country,
                _countries.Where(area => area.Value == country).Select(area => area.Key).Order()
            );
    }

    /// <summary>Whether the country has the area. An unknown code reads the codes again, so that added areas are found.</summary>
    private bool Exists(BabyNamesDbContext database, string code, string country)
    {
        if (!_countries.ContainsKey(code))
            _countries = database
                .Areas.Select(area => new { area.Code, area.CountryCode })
                .ToDictionary(area => area.Code, area => area.CountryCode);
        return _countries.GetValueOrDefault(code) == country;
    }
}
