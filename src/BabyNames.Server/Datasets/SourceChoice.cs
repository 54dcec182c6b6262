using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>Chooses the source of a file: the specified one, or the one that recognizes the file.</summary>
internal static class SourceChoice
{
    private const string Auto = "auto";

    /// <summary>Chooses the source.</summary>
    /// <param name="countryCode">Code of the country that the file is about.</param>
    /// <param name="parser">Id of a source. Null or <c>auto</c> chooses the source by the content of the file.</param>
    /// <param name="open">Opens the file.</param>
    /// <returns>The source. If the content of the file was used, also the reason for the choice.</returns>
    /// <exception cref="UnknownSourceException">No source of the country has the id, or no source of the country recognizes the
    /// file.</exception>
    /// <exception cref="UnreadableFileException">No source can read the file, because the file is damaged or has an unsupported
    /// format.</exception>
    public static (Source Source, string? RecognizedBy) Of(string countryCode, string? parser, Func<SourceFile> open)
    {
        if (parser is not (null or "" or Auto))
            return (Named(countryCode, parser), null);
        var file = open();
        var recognition = SourceCatalog.Recognize(file, SourceCatalog.ForCountry(countryCode));
        if (recognition.Matching is [var (source, reason), ..])
            return (source, reason);
        if (recognition.Unreadable is { } error)
            throw new UnreadableFileException(error);
        var reasons = recognition.Others.Select(other => $"\n{other.Source.Id}: {other.Reason.Reason}");
        throw new UnknownSourceException(
            $"No source of {countryCode} can read `{SourceError.Printable(file.FileName)}`:{string.Concat(reasons)}"
        );
    }

    /// <summary>Returns the source with an id.</summary>
    /// <exception cref="UnknownSourceException">No source of the country has the id.</exception>
    public static Source Named(string countryCode, string id) =>
        SourceCatalog.ForCountry(countryCode).FirstOrDefault(source => source.Id == id)
        ?? throw new UnknownSourceException(
            $"{countryCode} has no source `{SourceError.Printable(id)}`. Its sources are "
                + $"{string.Join(", ", SourceCatalog.ForCountry(countryCode).Select(source => $"{source.Id} ({source.Files})"))}."
        );

    /// <summary>Returns the data of the source that are stored with a dataset.</summary>
    /// <param name="source">The source.</param>
    /// <param name="area">Area that the uploader specified; null if not specified.</param>
    /// <param name="publisher">Publisher that the uploader specified; null if not specified.</param>
    /// <exception cref="InvalidInputException">The source defines the area or the publisher itself.</exception>
    public static DatasetSource Describe(Source source, string? area, string? publisher)
    {
        if (source.IsGeneric)
            return new(source.Id, publisher, source.Licence, publisher ?? source.Attribution, area);
        if (area is not null)
            throw new InvalidInputException(
                $"The files of {source.Id} are always about {source.Area}. Omit the argument `area`, which is "
                    + $"{SourceError.Printable(area)}."
            );
        return publisher is null
            ? new(source.Id, source.Publisher, source.Licence, source.Attribution, source.Area)
            : throw new InvalidInputException(
                $"The publisher of the files of {source.Id} is {source.Publisher}. Omit the argument publisher."
            );
    }
}
