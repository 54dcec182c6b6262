using System.ComponentModel;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Countries;

internal sealed record UpdateCountryInput(
    [Description("ISO 3166-1 alpha-2 code of a country that `countries` lists.")] string Code,
    [Description("English name, 1 to 100 characters. Left out or null, as before.")] string? Name,
    [Description("Page of the official publisher, http or https. Left out, as before; null for none.")] GivenValue<string?>? SourceUrl,
    [Description("Who must be named when the figures are shown. Left out, as before; null for none.")] GivenValue<string?>? Attribution
);

/// <summary>GraphQL mutations of countries, for admins.</summary>
internal static class CountryMutations
{
    private const int LongestText = 2_000;

    public static void AddFields(ConventionSchema schema) =>
        schema.RowMutation<UpdateCountryInput, Country, string>(
            "updateCountry",
            "Changes the name, the page or the attribution of a country.",
            "country",
            [typeof(UnknownCountryException), typeof(InvalidInputException)],
            async (input, context) =>
            {
                var name = AreaMutations.Name(input.Name);
                var (url, attribution) = (Text(input.SourceUrl, "The page"), Text(input.Attribution, "The attribution"));
                if (
                    url is { Value: { } page }
                    && !(Uri.TryCreate(page, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                )
                    throw new InvalidInputException(
                        $"The page `{SourceError.Printable(page)}` is no address that begins with http:// or https://."
                    );
                return await context
                    .Services.GetRequiredService<CountryStore>()
                    .UpdateAsync(input.Code, name, url, attribution, context.CancellationToken)
                    ? input.Code
                    : throw new UnknownCountryException(SourceError.Printable(input.Code), "`countries` lists those that there are.");
            },
            code => country => country.Code == code
        );

    private static GivenValue<string?>? Text(GivenValue<string?>? said, string what)
    {
        if (said?.Value is not { } text)
            return said;
        FreeText.Check(text, what, LongestText);
        return new(text.Trim());
    }
}
