using System.ComponentModel;
using BabyNames.Queries.Errors;

namespace BabyNames.Server.Errors;

[Description("A value of the input cannot be used.")]
public sealed class InvalidInputException(string message) : DomainException(ErrorCodes.InvalidInput, message);

[Description("No country has the code.")]
public sealed class UnknownCountryException(string country, string advice) : DomainException(
    ErrorCodes.UnknownCountry, $"There is no country `{country}`. {advice}");
