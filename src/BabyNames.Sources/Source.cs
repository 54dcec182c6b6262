namespace BabyNames.Sources;

/// <summary>A publisher whose files can be read.</summary>
/// <param name="Id">Stable id, <c>country_publisher</c>. It is stored with every dataset.</param>
/// <param name="CountryCode">ISO 3166-1 alpha-2; null for a layout that any country may use.</param>
/// <param name="Publisher">Name of the publisher, for display.</param>
/// <param name="Page">URL of the publisher's page; null where anyone may be the publisher.</param>
/// <param name="Licence">Name of the licence of the files.</param>
/// <param name="Attribution">The text that the licence asks users of the data to show.</param>
/// <param name="Files">Description of the files, for display.</param>
/// <param name="Years">Years that the known files cover, for display, such as <c>1880 on</c>.</param>
/// <param name="CutOff">The lowest number of births for which the publisher lists a name; 1 when it lists every name.</param>
/// <param name="Parser">Reads the files. It has no state and is safe for use by several threads.</param>
public sealed record Source(
    string Id,
    string? CountryCode,
    string Publisher,
    string? Page,
    string Licence,
    string Attribution,
    string Files,
    string Years,
    int CutOff,
    ISourceParser Parser
)
{
    /// <summary>Code of the area that the files are about: ISO 3166-1 alpha-2 for a whole country, ISO 3166-2 for a part. Null where the
    /// files may be about any area.</summary>
    public string? Area { get; init; } = CountryCode;

    /// <summary>A sentence about the births of the country that the files leave out beside those below the cut-off, so that ranks and
    /// shares are partial. Null when the files leave out no others.</summary>
    public string? Partial { get; init; }

    /// <summary>Whether files of any country may have this layout.</summary>
    public bool IsGeneric => CountryCode is null;
}
