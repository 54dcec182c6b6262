using System.ComponentModel;
using BabyNames.Queries.Errors;

namespace BabyNames.Server.Errors;

[Description("A value of the input is invalid.")]
public sealed class InvalidInputException(string message) : DomainException(ErrorCodes.InvalidInput, message);

[Description("No country has this code.")]
public sealed class UnknownCountryException(string country, string advice)
    : DomainException(ErrorCodes.UnknownCountry, $"There is no country `{country}`. {advice}")
{
    /// <summary>Creates the error with a message that lists all codes.</summary>
    /// <param name="country">The unknown code.</param>
    /// <param name="known">The codes of all countries, sorted.</param>
    public UnknownCountryException(string country, IEnumerable<string> known)
        : this(country, $"Known codes are {string.Join(", ", known)}.") { }
}

[Description("The country has no area with this code.")]
public sealed class UnknownAreaException(string area, string country, IEnumerable<string> known)
    : DomainException(
        ErrorCodes.UnknownArea,
        $"There is no area `{area}` of {country}. Known codes are {string.Join(", ", known)}. The mutation `addArea` adds an area."
    );
