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

/// <summary>The input of the mutation <c>addArea</c>.</summary>
internal sealed record AddAreaInput(
    [Description("ISO 3166-2 code of the part, for example FR-13.")] string Code,
    [Description("English name of the part, 1 to 100 characters. It must be unique in the country.")] string Name,
    [Description(AreaMutations.CountsTowardsTotal + " The default is false.")] bool? CountsTowardsTotal
);

/// <summary>The input of the mutation <c>updateArea</c>.</summary>
internal sealed record UpdateAreaInput(
    [Description("ISO 3166-2 code of the part, for example FR-13.")] string Code,
    [Description("New English name of the part, 1 to 100 characters. Omit it to leave the name unchanged.")] string? Name,
    [Description(AreaMutations.CountsTowardsTotal + " Omit it to leave the value unchanged.")] bool? CountsTowardsTotal
);

/// <summary>GraphQL mutations of areas, for admins.</summary>
internal static partial class AreaMutations
{
    private const int MaxNameLength = 100;

    /// <summary>Description of the field <c>countsTowardsTotal</c>.</summary>
    public const string CountsTowardsTotal =
        "Whether the figures of the part are added to the figures of its country in years for which no dataset serves the whole country. "
        + "Parts that count must not overlap.";

    /// <summary>Adds the mutations to the schema.</summary>
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
                            $"ISO 3166-1 has no country `{country}`. Give an ISO 3166-2 code, for example FR-13."
                        )
                );
                if (!await store.AddAreaAsync(known, input.Code, Name(input.Name)!, input.CountsTowardsTotal is true, cancellationToken))
                    throw new InvalidInputException(
                        $"{country} already has an area with this code or name. `areas` lists all areas, and `updateArea` changes an area."
                    );
            }
        );
        Add<UpdateAreaInput>(
            schema,
            "updateArea",
            "Changes a part of a country. The statistics are refreshed afterwards.",
            input => input.Code,
            async (store, input, cancellationToken) =>
            {
                if (!await store.UpdateAreaAsync(input.Code, Name(input.Name), input.CountsTowardsTotal, cancellationToken))
                    throw new InvalidInputException($"There is no area {input.Code}. `areas` lists all areas, and `addArea` adds an area.");
            }
        );
    }

    /// <summary>Checks the name of a country or area and removes surrounding blanks.</summary>
    /// <exception cref="InvalidInputException">The name is blank or too long, or has characters that cannot be displayed.</exception>
    public static string? Name(string? name)
    {
        if (name is not null)
            FreeText.Check(name, "The name", MaxNameLength);
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
                        $"`{SourceError.Printable(code)}` is not the code of a part of a country. Give an ISO 3166-2 code, for example "
                            + "FR-13."
                    );
                try
                {
                    await run(context.Services.GetRequiredService<CountryStore>(), input, context.CancellationToken);
                    return code;
                }
                catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                    throw new InvalidInputException($"{code[..2]} has another area with this name. `areas` lists all areas.");
                }
            },
            code => area => area.Code == code
        );

    [GeneratedRegex("^[A-Z]{2}-[A-Z0-9]{1,3}$")]
    private static partial Regex AreaCode();
}
