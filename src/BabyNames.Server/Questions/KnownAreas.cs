using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Questions;

/// <summary>Checks that countries and their parts exist, without a query for each request.</summary>
internal sealed class KnownAreas
{
    /// <summary>Countries by the codes of their areas, which begin with their own.</summary>
    private volatile Dictionary<string, string> _countries = [];

    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    public void CheckCountry(BabyNamesDbContext database, string code)
    {
        if (!Find(database, code, code))
            throw new UnknownCountryException(SourceError.Printable(code), _countries.Values.Distinct().Order());
    }

    /// <exception cref="UnknownAreaException">The country has no area with the code.</exception>
    public void CheckArea(BabyNamesDbContext database, string code, string country)
    {
        if (!Find(database, code, country))
            throw new UnknownAreaException(
                SourceError.Printable(code),
                country,
                _countries.Where(area => area.Value == country).Select(area => area.Key).Order()
            );
    }

    /// <summary>Reads the table if the code is not known yet, so that added areas are found.</summary>
    private bool Find(BabyNamesDbContext database, string code, string country)
    {
        if (!_countries.ContainsKey(code))
            _countries = database
                .Areas.Select(area => new { area.Code, area.CountryCode })
                .ToDictionary(area => area.Code, area => area.CountryCode);
        return _countries.GetValueOrDefault(code) == country;
    }
}
