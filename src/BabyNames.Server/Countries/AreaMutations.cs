using System.Text.RegularExpressions;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Mutations;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using BabyNames.Sources;
using GraphQL.Types;
using Npgsql;

namespace BabyNames.Server.Countries;

/// <summary>GraphQL mutations of areas, for admins.</summary>
internal static partial class AreaMutations
{
    private const int LongestName = 100;

    private const string Counts =
        "Whether it is added to the figures of its country where no dataset serves the whole. Only for a part that overlaps no other such part.";

    public static void AddFields(ConventionSchema schema)
    {
        var scalars = schema.Entities.Scalars;
        Add(schema, "addArea", "Adds a part of a country that files can be about.",
            [
                new("code", new NonNullGraphType(scalars.String), "ISO 3166-2 code, for example FR-75."),
                new("name", new NonNullGraphType(scalars.String), "English name, 1 to 100 characters; no other area of the country has it."),
                new("countsTowardsTotal", scalars.Boolean, $"{Counts} False when left out."),
            ],
            async (store, code, input, cancellationToken) =>
            {
                var country = code[..2];
                var known = new NewCountry(country, IsoCountries.NameOf(country)
                    ?? throw new InvalidInputException($"`{country}` is no country of ISO 3166-1. Give an ISO 3166-2 code, for example FR-75."));
                if (!await store.AddAreaAsync(known, code, Name(input)!, input.GetValueOrDefault("countsTowardsTotal") is true, cancellationToken))
                    throw new InvalidInputException($"{country} has an area with the code or the name already. `areas` lists them; `updateArea` changes one.");
            });
        Add(schema, "updateArea", "Changes a part of a country. The statistics follow.",
            [
                new("code", new NonNullGraphType(scalars.String), "Its code, for example FR-75."),
                new("name", scalars.String, "English name, 1 to 100 characters. Left out or null, as before."),
                new("countsTowardsTotal", scalars.Boolean, $"{Counts} Left out or null, as before."),
            ],
            async (store, code, input, cancellationToken) =>
            {
                if (!await store.UpdateAreaAsync(code, Name(input), (bool?)input.GetValueOrDefault("countsTowardsTotal"), cancellationToken))
                    throw new InvalidInputException($"There is no area {code}. `areas` lists them; `addArea` adds one.");
            });
    }

    /// <exception cref="InvalidInputException">The text has characters that cannot be displayed.</exception>
    public static string? Name(IReadOnlyDictionary<string, object?> input)
    {
        if (input.GetValueOrDefault("name") is not string name)
            return null;
        FreeText.Check(name, "The name", LongestName);
        return name.Trim();
    }

    private static void Add(
        ConventionSchema schema, string name, string description, IEnumerable<MutationInput> input,
        Func<CountryStore, string, IReadOnlyDictionary<string, object?>, CancellationToken, Task> run) =>
        schema.RowMutation<Area, string>(name, description, "area", [typeof(InvalidInputException)], input, async (values, context) =>
        {
            var code = (string)values["code"]!;
            if (!AreaCode().IsMatch(code))
                throw new InvalidInputException($"`{SourceError.Printable(code)}` is no code of a part of a country. Give an ISO 3166-2 code, for example FR-75.");
            try
            {
                await run(context.RequestServices!.GetRequiredService<CountryStore>(), code, values, context.CancellationToken);
                return code;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new InvalidInputException($"{code[..2]} has another area with the name. `areas` lists them.");
            }
        }, code => area => area.Code == code);

    [GeneratedRegex("^[A-Z]{2}-[A-Z0-9]{1,3}$")]
    private static partial Regex AreaCode();
}
