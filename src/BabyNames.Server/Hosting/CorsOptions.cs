using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Cors:*</c>.</summary>
internal sealed class CorsOptions : IValidatableObject
{
    /// <summary>Origins whose pages may read responses, separated by commas, such as <c>https://names.example</c>; <c>*</c> for
    /// all. Default: none. Credentials of browsers are never accepted from them, so a page has to send a key.</summary>
    public string Origins { get; set; } = "";

    public string[] List() => Comma.Separated(Origins);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        List()
            .Where(origin => origin != "*" && !IsOrigin(origin))
            .Select(origin => new ValidationResult(
                $"'{origin}' is no origin: give scheme and host alone, such as https://names.example.",
                [nameof(Origins)]
            ));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address.GetLeftPart(UriPartial.Authority) == text;
}
