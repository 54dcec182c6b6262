using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Values;
using BabyNames.Sources;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace BabyNames.Server.Datasets;

/// <summary>GraphQL fields of the source catalogue.</summary>
internal static class SourceQueries
{
    private const string Name = "Source";

    public static void AddFields(ConventionSchema schema) => schema.Field(new()
    {
        Name = "sources",
        Description = "The sources whose files can be uploaded; the id is what `parser` takes.",
        ResolvedType = new NonNullGraphType(new ListGraphType(new NonNullGraphType(new GraphQLTypeReference(Name)))),
        Resolver = new FuncFieldResolver<object?>(_ => SourceCatalog.All),
    }).Estimated(_ => new(SourceCatalog.All.Count));

    public static ObjectGraphType Type(Scalars scalars)
    {
        var type = new ObjectGraphType { Name = Name, Description = "A publisher whose files can be read." };
        var text = scalars.String;
        Add("id", "Stable id, for example us_ssa.", new NonNullGraphType(text), source => source.Id);
        Add("countryCode", "ISO 3166-1 alpha-2 code; null for a layout that any country may use.", text, source => source.CountryCode);
        Add("area", "Code of the area that the files are about, for example GB-EAW; null where they may be about any.", text, source => source.Area);
        Add("publisher", "The office that publishes the files.", new NonNullGraphType(text), source => source.Publisher);
        Add("url", "The publisher's page; null for a layout that any publisher may use.", text, source => source.Page);
        Add("licence", "Under which the figures may be used.", new NonNullGraphType(text), source => source.Licence);
        Add("attribution", "Who must be named when the figures are shown.", new NonNullGraphType(text), source => source.Attribution);
        Add("files", "What the files are.", new NonNullGraphType(text), source => source.Files);
        Add("years", "Years that the files cover.", new NonNullGraphType(text), source => source.Years);
        Add("cutOff", "Births below which the publisher leaves a name out; 1 when none is left out.", new NonNullGraphType(scalars.Int), source => source.CutOff);
        Add("partial", "Which of the country's births the files leave out beside those below the cut-off, so that ranks and shares are of a part; null for none.",
            text, source => source.Partial);
        return type;

        void Add(string name, string description, IGraphType fieldType, Func<Source, object?> get) => type.AddField(new FieldType
        {
            Name = name,
            Description = description,
            ResolvedType = fieldType,
            Resolver = new ValueResolver(source => get((Source)source)),
        });
    }
}
