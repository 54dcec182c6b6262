using System.Text.RegularExpressions;
using BabyNames.Conventions;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Model;
using BabyNames.Server.Audit;
using BabyNames.Server.Datasets;
using BabyNames.Sources;
using GraphQL.Types;

namespace BabyNames.Server.Countries;

/// <summary>What admins write about countries and their areas by GraphQL.</summary>
internal static partial class CountryMutations
{
    private const int LongestName = 100;
    private const int LongestText = 2_000;

    public static void AddFields(ConventionSchema schema)
    {
        AddUpdate(schema);
        AddArea(schema);
    }

    private static void AddUpdate(ConventionSchema schema)
    {
        var text = schema.Entities.Scalars.String;
        schema.RowMutation<Country, string>(
            "updateCountry", "Changes the name, the page or the attribution of a country.", "country",
            [typeof(UnknownCountryException), typeof(InvalidInputException)],
            [
                new("code", new NonNullGraphType(text), "ISO 3166-1 alpha-2 code of a country that has data."),
                new("name", text, "English name, 1 to 100 characters. Left out or null, as before."),
                new("sourceUrl", text, "Page of the official publisher. Left out, as before; null for none."),
                new("attribution", text, "Who must be named when the figures are shown. Left out, as before; null for none."),
            ],
            async (input, context) =>
            {
                var code = (string)input["code"]!;
                var name = (string?)input.GetValueOrDefault("name");
                var (url, attribution) = (Said("sourceUrl"), Said("attribution"));
                Check(name, "The name", LongestName);
                Check(url?.Value, "The page", LongestText);
                Check(attribution?.Value, "The attribution", LongestText);
                var store = context.RequestServices!.GetRequiredService<CountryStore>();
                return await store.UpdateAsync(code, name, url, attribution, context.CancellationToken)
                    ? code
                    : throw new UnknownCountryException(SourceError.Printable(code), "It has no data; `countries` lists those that have.");

                Said<string?>? Said(string argument) => input.TryGetValue(argument, out var value) ? new((string?)value) : null;
            },
            code => country => country.Code == code);
    }

    private static void AddArea(ConventionSchema schema)
    {
        var scalars = schema.Entities.Scalars;
        schema.RowMutation<Area, string>(
            "addArea", "Adds a part of a country that files can be about.", "area", [typeof(UnknownCountryException), typeof(InvalidInputException)],
            [
                new("code", new NonNullGraphType(scalars.String), "ISO 3166-2 code, for example FR-75, of a country that has data."),
                new("name", new NonNullGraphType(scalars.String), "English name, 1 to 100 characters."),
                new("countsTowardsTotal", scalars.Boolean, "Whether it is added to the figures of its country where no dataset serves the whole. Only for a part that overlaps no other such part. False when left out."),
            ],
            async (input, context) =>
            {
                var (code, name) = ((string)input["code"]!, (string)input["name"]!);
                if (!AreaCode().IsMatch(code))
                    throw new InvalidInputException($"`{SourceError.Printable(code)}` is no code of a part of a country. Give an ISO 3166-2 code, for example FR-75.");
                Check(name, "The name", LongestName);
                var store = context.RequestServices!.GetRequiredService<CountryStore>();
                return await store.AddAreaAsync(code, name, input.GetValueOrDefault("countsTowardsTotal") is true, context.CancellationToken)
                    ? code
                    : throw new InvalidInputException($"`{code}` was not added: it is an area already, or {code[..2]} has no data yet. `areas` and `countries` list what there is.");
            },
            code => area => area.Code == code);
    }

    private static void Check(string? text, string what, int longest)
    {
        if (text is not null)
            FreeText.Check(text, what, longest);
    }

    [GeneratedRegex("^[A-Z]{2}-[A-Z0-9]{1,3}$")]
    private static partial Regex AreaCode();
}
