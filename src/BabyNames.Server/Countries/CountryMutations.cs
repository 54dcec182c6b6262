using BabyNames.Data.Ingestion;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using BabyNames.Sources;
using GraphQL.Types;

namespace BabyNames.Server.Countries;

/// <summary>GraphQL mutations of countries, for admins.</summary>
internal static class CountryMutations
{
    private const int LongestText = 2_000;

    public static void AddFields(ConventionSchema schema)
    {
        var text = schema.Entities.Scalars.String;
        schema.RowMutation<Country, string>(
            "updateCountry", "Changes the name, the page or the attribution of a country.", "country",
            [typeof(UnknownCountryException), typeof(InvalidInputException)],
            [
                new("code", new NonNullGraphType(text), "ISO 3166-1 alpha-2 code of a country that `countries` lists."),
                new("name", text, "English name, 1 to 100 characters. Left out or null, as before."),
                new("sourceUrl", text, "Page of the official publisher, http or https. Left out, as before; null for none."),
                new("attribution", text, "Who must be named when the figures are shown. Left out, as before; null for none."),
            ],
            async (input, context) =>
            {
                var code = (string)input["code"]!;
                var name = AreaMutations.Name(input);
                var (url, attribution) = (Said("sourceUrl", "The page"), Said("attribution", "The attribution"));
                if (url is { Value: { } page } && !(Uri.TryCreate(page, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
                    throw new InvalidInputException($"The page `{SourceError.Printable(page)}` is no address that begins with http:// or https://.");
                var store = context.RequestServices!.GetRequiredService<CountryStore>();
                return await store.UpdateAsync(code, name, url, attribution, context.CancellationToken)
                    ? code
                    : throw new UnknownCountryException(SourceError.Printable(code), "`countries` lists those that there are.");

                Said<string?>? Said(string argument, string what)
                {
                    if (!input.TryGetValue(argument, out var value))
                        return null;
                    if (value is string text)
                        FreeText.Check(text, what, LongestText);
                    return new(((string?)value)?.Trim());
                }
            },
            code => country => country.Code == code);
    }
}
