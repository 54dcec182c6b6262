using System.ComponentModel;
using System.Text.RegularExpressions;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Server.Audit;
using BabyNames.Server.Errors;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Server.Countries;

internal sealed record AddAreaInput(
    [Description("ISO 3166-2 code, for example FR-75.")] string Code,
    [Description("English name, 1 to 100 characters; no other area of the country has it.")] string Name,
    [Description(AreaMutations.Counts + " False when left out.")] bool? CountsTowardsTotal
);

internal sealed record UpdateAreaInput(
    [Description("Its code, for example FR-75.")] string Code,
    [Description("English name, 1 to 100 characters. Left out or null, as before.")] string? Name,
    [Description(AreaMutations.Counts + " Left out or null, as before.")] bool? CountsTowardsTotal
);

/// <summary>GraphQL mutations of areas, for admins.</summary>
internal static partial class AreaMutations
{
    private const int LongestName = 100;

    public const string Counts =
        "Whether it is added to the figures of its country where no dataset serves the whole. Only for a part that overlaps no other such part.";

    public static void AddFields(ConventionSchema schema)
    {
        Add<AddAreaInput>(
            schema,
            "addArea",
            "Adds a part of a country that files can be about.",
            input => input.Code,
            async (store, input, cancellationToken) =>
            {
                var country = input.Code[..2];
                var known = new NewCountry(
                    country,
                    IsoCountries.NameOf(country)
                        ?? throw new InvalidInputException(
                            $"`{country}` is no country of ISO 3166-1. Give an ISO 3166-2 code, for example FR-75."
                        )
                );
                if (!await store.AddAreaAsync(known, input.Code, Name(input.Name)!, input.CountsTowardsTotal is true, cancellationToken))
                    throw new InvalidInputException(
                        $"{country} has an area with the code or the name already. `areas` lists them; `updateArea` changes one."
                    );
            }
        );
        Add<UpdateAreaInput>(
            schema,
            "updateArea",
            "Changes a part of a country. The statistics follow.",
            input => input.Code,
            async (store, input, cancellationToken) =>
            {
                if (!await store.UpdateAreaAsync(input.Code, Name(input.Name), input.CountsTowardsTotal, cancellationToken))
                    throw new InvalidInputException($"There is no area {input.Code}. `areas` lists them; `addArea` adds one.");
            }
        );
    }

    /// <exception cref="InvalidInputException">The text has characters that cannot be displayed.</exception>
    public static string? Name(string? name)
    {
        if (name is not null)
            FreeText.Check(name, "The name", LongestName);
        return name?.Trim();
    }

    private static void Add<TInput>(
        ConventionSchema schema,
        string name,
        string description,
        Func<TInput, string> codeOf,
        Func<CountryStore, TInput, CancellationToken, Task> run
    ) =>
        schema.RowMutation<TInput, Area, string>(
            name,
            description,
            "area",
            [typeof(InvalidInputException)],
            async (input, context) =>
            {
                var code = codeOf(input);
                if (!AreaCode().IsMatch(code))
                    throw new InvalidInputException(
                        $"`{SourceError.Printable(code)}` is no code of a part of a country. Give an ISO 3166-2 code, for example FR-75."
                    );
                try
                {
                    await run(context.Services.GetRequiredService<CountryStore>(), input, context.CancellationToken);
                    return code;
                }
                catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                    throw new InvalidInputException($"{code[..2]} has another area with the name. `areas` lists them.");
                }
            },
            code => area => area.Code == code
        );

    [GeneratedRegex("^[A-Z]{2}-[A-Z0-9]{1,3}$")]
    private static partial Regex AreaCode();
}
