using System.ComponentModel;
using BabyNames.GraphQLEngine;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>A source of the catalogue as GraphQL shows it.</summary>
[DisplayName("Source")]
[Description("A publisher whose files can be read.")]
internal sealed record SourceInfo(
    [property: Description("Stable id, for example us_ssa.")] string Id,
    [property: Description("ISO 3166-1 alpha-2 code; null for a layout that any country may use.")] string? CountryCode,
    [property: Description("Code of the area that the files are about, for example GB-EAW; null where they may be about any.")]
        string? Area,
    [property: Description("The office that publishes the files.")] string Publisher,
    [property: Description("The publisher's page; null for a layout that any publisher may use.")] string? Url,
    [property: Description("Under which the figures may be used.")] string Licence,
    [property: Description("Who must be named when the figures are shown.")] string Attribution,
    [property: Description("What the files are.")] string Files,
    [property: Description("Years that the files cover.")] string Years,
    [property: Description("Births below which the publisher leaves a name out; 1 when none is left out.")] int CutOff,
    [property: Description(
        "Which of the country's births the files leave out beside those below the cut-off, so that ranks and shares are of a part; null for none."
    )]
        string? Partial
)
{
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

    public static SourceInfo? Find(string id) => All.FirstOrDefault(source => source.Id == id);
}

/// <summary>GraphQL fields of the source catalogue.</summary>
internal static class SourceQueries
{
    public static void AddFields(ConventionSchema schema) =>
        schema.List("sources", "The sources whose files can be uploaded; the id is what `parser` takes.", SourceInfo.All);
}
