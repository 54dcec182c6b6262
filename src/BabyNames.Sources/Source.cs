namespace BabyNames.Sources;

/// <summary>A publisher whose files can be read.</summary>
/// <param name="Id">Stable id, <c>country_publisher</c>; stored with every dataset.</param>
/// <param name="CountryCode">ISO 3166-1 alpha-2; null when files of every country can be read.</param>
/// <param name="Years">Years covered by the files seen.</param>
/// <param name="CutOff">Births below which the publisher leaves a name out.</param>
public sealed record Source(
    string Id, string? CountryCode, string Publisher, string Page, string Licence, string Attribution, string Years, int CutOff, ISourceParser Parser);
