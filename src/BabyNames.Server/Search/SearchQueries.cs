using BabyNames.Data;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.Server.RateLimiting;
using GraphQL;
using GraphQL.Types;

namespace BabyNames.Server.Search;

/// <summary>GraphQL fields of the name search.</summary>
internal static class SearchQueries
{
    private const int Usual = 10;

    public static void AddFields(ConventionSchema schema, RowCounts counts) => schema.Question<BabyNamesDbContext, IReadOnlyList<NameMatch>>(
        "nameSearch",
        "Names that are like a text. Case, accents, blanks, hyphens, apostrophes and dots do not count. Best first: the same spelling, then by births "
        + "over all years (of the sex that is asked for); without `mode` and for similar ones, by births and closeness together.",
        (database, context) => NameSearch.FindAsync(
            database, context.GetArgument<string>("query"), context.GetArgument<string?>("country"), context.GetArgument<NameSearchMode?>("mode"),
            context.GetArgument<string?>("gender"), context.GetArgument<int?>("first") ?? Usual, context.CancellationToken),
        isNullable: false,
        field => new(field["first"] as int? ?? Usual, NameSearch.RowsRead(counts, field["mode"] as NameSearchMode?)),
        ConventionSchema.Argument("query", new NonNullGraphType(schema.Entities.Scalars.String),
            $"What to look for, 1 to {NameSearch.LongestText} characters. None of them is a wildcard."),
        ConventionSchema.Argument("country", schema.Entities.Scalars.String,
            "ISO 3166-1 alpha-2 code of the country, for example US; all countries together unless given."),
        ConventionSchema.Argument("mode", schema.Enum<NameSearchMode>(),
            "How to compare; unless given, names that start with the text, have it inside or are similar, ranked by births and closeness together."),
        ConventionSchema.Argument("gender", schema.Entities.Enum("Gender"), "Only names given to this sex, by its births."),
        ConventionSchema.Argument("first", schema.Entities.Scalars.Int, $"Names at most, 1 to {NameSearch.MostNames}; {Usual} unless given.")).Cached();
}
