using System.ComponentModel;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Countries;

/// <summary>The input of the mutation <c>updateCountry</c>.</summary>
internal sealed record UpdateCountryInput(
    [Description("ISO 3166-1 alpha-2 code of a country that `countries` lists.")] string Code,
    [Description("New English name, 1 to 100 characters. Omit it to leave the name unchanged.")] string? Name,
    [Description("Address of the official publisher's web page, http or https. " + AdminMutations.Optional)] GivenValue<string?>? SourceUrl,
    [Description("Attribution that must be shown with the figures. " + AdminMutations.Optional)] GivenValue<string?>? Attribution
);

/// <summary>GraphQL mutations of countries, for admins.</summary>
internal static class CountryMutations
{
    private const int MaxTextLength = 2_000;

    /// <summary>Adds the mutation to the schema.</summary>
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
                        $"`{SourceError.Printable(page)}` is not an address that begins with http:// or https://."
                    );
                return await context
                    .Services.GetRequiredService<CountryStore>()
                    .UpdateAsync(input.Code, name, url, attribution, context.CancellationToken)
                    ? input.Code
                    : throw new UnknownCountryException(SourceError.Printable(input.Code), "`countries` lists all countries.");
            },
            code => country => country.Code == code
        );

    private static GivenValue<string?>? Text(GivenValue<string?>? given, string subject)
    {
        if (given?.Value is not { } text)
            return given;
        FreeText.Check(text, subject, MaxTextLength);
        return new(text.Trim());
    }
}
