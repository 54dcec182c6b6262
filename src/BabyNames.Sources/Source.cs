namespace BabyNames.Sources;

/// <summary>A publisher whose files can be read.</summary>
/// <param name="Id">Stable id, <c>country_publisher</c>; stored with every dataset.</param>
/// <param name="CountryCode">ISO 3166-1 alpha-2; null for a layout that any country may use.</param>
/// <param name="Page">The publisher's page; null where anyone may be the publisher.</param>
/// <param name="Files">What its files are, for people.</param>
/// <param name="Years">Years covered by the files seen.</param>
/// <param name="CutOff">Births below which the publisher leaves a name out; 1 when none is left out.</param>
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
    /// <summary>Code of the area that its files are about: ISO 3166-1 alpha-2 of a whole country, ISO 3166-2 of a part. Null where a file
    /// may be about any.</summary>
    public string? Area { get; init; } = CountryCode;

    /// <summary>Which of the country's births its files leave out beside those below the cut-off, so that ranks and shares
    /// are of a part; null for none.</summary>
    public string? Partial { get; init; }

    public bool IsGeneric => CountryCode is null;
}
