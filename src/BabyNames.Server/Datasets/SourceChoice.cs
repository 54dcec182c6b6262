using BabyNames.Conventions.Errors;
using BabyNames.Data.Ingestion;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>Which source a file is read as: the one that is named, or the one that recognises it.</summary>
internal static class SourceChoice
{
    private const string Auto = "auto";

    /// <param name="parser">Id of a source; null or <c>auto</c> lets the file's content decide.</param>
    /// <returns>The source and, when the content decided, why.</returns>
    /// <exception cref="UnknownSourceException">No source, or none for the country, or none recognises the file.</exception>
    public static (Source Source, string? RecognisedBy) Of(string countryCode, string? parser, Func<SourceFile> open)
    {
        if (parser is not (null or "" or Auto))
            return (Named(countryCode, parser), null);
        var file = open();
        var (source, reason) = SourceCatalog.Recognise(file, SourceCatalog.ForCountry(countryCode)).FirstOrDefault();
        return source is not null ? (source, reason) : throw Unknown($"`{SourceError.Printable(file.FileName)}` as a file of {countryCode}");
    }

    /// <exception cref="UnknownSourceException">No source, or none for the country, has the id.</exception>
    public static Source Named(string countryCode, string id) => SourceCatalog.ForCountry(countryCode).FirstOrDefault(source => source.Id == id)
        ?? throw Unknown($"files of {countryCode} as `{SourceError.Printable(id)}`");

    /// <summary>The sources that may be loaded beside one: those that count other births, and itself. Null for all.</summary>
    public static IReadOnlyCollection<string>? Disjoint(string id, bool allowOverlap) =>
        allowOverlap ? null : [id, .. SourceCatalog.Find(id)?.DisjointWith ?? []];

    /// <summary>Why a dataset of a source cannot come in.</summary>
    public static DomainException Refusal(Obstacle obstacle, string source) => obstacle.HasSameBytes
        ? new DuplicateDatasetException(obstacle.DatasetId)
        : new OverlappingSourceException(source, obstacle.ParserType, obstacle.DatasetId);

    private static UnknownSourceException Unknown(string what) =>
        new(what, SourceCatalog.All.Select(source => $"{source.Id} ({source.CountryCode ?? "any country"}: {source.Files})"));
}
