using System.ComponentModel;
using BabyNames.GraphQLEngine;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>A source of the catalogue, as a GraphQL type.</summary>
[DisplayName("Source")]
[Description("A publisher whose files can be read.")]
internal sealed record SourceInfo(
    [property: Description("Identifier of the source, for example us_ssa. It does not change.")] string Id,
    [property: Description("ISO 3166-1 alpha-2 code of the country. The value is null for a format that files of any country may have.")]
        string? CountryCode,
    [property: Description(
        "Code of the area that the files are about, for example GB-EAW. The value is null if the files may be about any area."
    )]
        string? Area,
    [property: Description("The office that publishes the files.")] string Publisher,
    [property: Description("Address of the publisher's web page. The value is null for a format that files of any publisher may have.")]
        string? Url,
    [property: Description("Licence of the figures.")] string Licence,
    [property: Description("Attribution that must be shown with the figures.")] string Attribution,
    [property: Description("Description of the files.")] string Files,
    [property: Description("Years that the files cover.")] string Years,
    [property: Description(
        "Cut-off of the publisher: names with fewer births are not published. It is 1 if the publisher publishes all names."
    )]
        int CutOff,
    [property: Description(
        "Births of the country that the files do not contain, in addition to names below the cut-off. Ranks and shares are then those of a "
            + "part of the births. The value is null if the files contain all births."
    )]
        string? Partial
)
{
    /// <summary>All sources of the catalogue.</summary>
    public static IReadOnlyList<SourceInfo> All { get; } =
    [
        .. SourceCatalog.All.Select(source => new SourceInfo(
            source.Id,
            source.CountryCode,
            source.Area,
            source.Publisher,
            source.Page,
            source.Licence,
            source.Attribution,
            source.Files,
            source.Years,
            source.CutOff,
            source.Partial
        )),
    ];

    /// <summary>Returns the source with an id; null if there is none.</summary>
    public static SourceInfo? Find(string id) => All.FirstOrDefault(source => source.Id == id);
}

/// <summary>GraphQL fields of the source catalogue.</summary>
internal static class SourceQueries
{
    /// <summary>Adds the field to the schema.</summary>
    public static void AddFields(ConventionSchema schema) =>
        schema.List(
            "sources",
            "The sources whose files can be uploaded. The argument `parser` of an upload is the id of a source.",
            SourceInfo.All
        );
}
