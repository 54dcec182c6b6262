using System.ComponentModel;
using BabyNames.Queries.Errors;

namespace BabyNames.Server.Errors;

[Description("A value of the input cannot be used.")]
public sealed class InvalidInputException(string message) : DomainException(ErrorCodes.InvalidInput, message);

[Description("No country has the code.")]
public sealed class UnknownCountryException(string country, string advice)
    : DomainException(ErrorCodes.UnknownCountry, $"There is no country `{country}`. {advice}")
{
    /// <param name="known">Codes in order.</param>
    public UnknownCountryException(string country, IEnumerable<string> known)
        : this(country, $"Known are {string.Join(", ", known)}.") { }
}

[Description("The country has no area with the code.")]
public sealed class UnknownAreaException(string area, string country, IEnumerable<string> known)
    : DomainException(
        ErrorCodes.UnknownArea,
        $"There is no area `{area}` of {country}. Known are {string.Join(", ", known)}; `addArea` adds one."
    );
