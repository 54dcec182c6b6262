using System.ComponentModel.DataAnnotations;
using System.Net;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Proxies:*</c>.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    /// <summary>Addresses and networks (<c>10.0.0.0/8</c>) of trusted proxies, separated by commas. The server ignores
    /// <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>-Prefix</c> of other senders. Default: none.</summary>
    public string Known { get; set; } = "";

    public IEnumerable<IPNetwork> Networks() => Comma.Separated(Known).Select(Parse).OfType<IPNetwork>();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Comma
            .Separated(Known)
            .Where(text => Parse(text) is null)
            .Select(text => new ValidationResult($"'{text}' is neither an address nor a network such as 10.0.0.0/8.", [nameof(Known)]));

    private static IPNetwork? Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network) ? network : null;
    }
}
