using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Questions;

/// <summary>Tells a country without figures from one that does not exist, without a statement for each question.</summary>
internal sealed class KnownCountries
{
    private volatile HashSet<string> _codes = [];

    /// <summary>Reads the table when the code is not among those read before: a country that was added since is found.</summary>
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
