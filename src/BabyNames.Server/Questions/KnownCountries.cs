using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Questions;

/// <summary>Checks that a country exists, without a query for each request.</summary>
internal sealed class KnownCountries
{
    private volatile HashSet<string> _codes = [];

    /// <summary>Reads the table if the code is not known yet, so that added countries are found.</summary>
    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    public void Check(BabyNamesDbContext database, string code)
    {
        if (_codes.Contains(code))
            return;
        _codes = database.Countries.Select(country => country.Code).ToHashSet();
        if (!_codes.Contains(code))
            throw new UnknownCountryException(SourceError.Printable(code), $"Known are {string.Join(", ", _codes.Order())}.");
    }
}
