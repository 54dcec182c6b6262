using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Cors:*</c>.</summary>
internal sealed class CorsOptions : IValidatableObject
{
    /// <summary>Origins whose pages may read responses, separated by commas, such as <c>https://names.example</c>; <c>*</c> for
    /// all. The server does not use cookies. Unless <c>Access:AnonymousReading</c> is true, a page must send an API key.
    /// Default: none.</summary>
    public string AllowedOrigins { get; set; } = "";

    public string[] List() => Comma.Separated(AllowedOrigins);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        List()
            .Where(origin => origin != "*" && !IsOrigin(origin))
            .Select(origin => new ValidationResult(
                $"'{origin}' is not an origin: give only scheme and host, such as https://names.example.",
                [nameof(AllowedOrigins)]
            ));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address.GetLeftPart(UriPartial.Authority) == text;
}
