using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>Chooses the source of a file: the one that is named, or the one that recognises it.</summary>
internal static class SourceChoice
{
    private const string Auto = "auto";

    /// <param name="parser">Id of a source; null or <c>auto</c> lets the file's content decide.</param>
    /// <returns>The source and, if the content decided, the reason.</returns>
    /// <exception cref="UnknownSourceException">No source has the id or recognises the file, or it is not one of the country.</exception>
    /// <exception cref="UnreadableFileException">No source can read the file, because the file is damaged or unusual.</exception>
    public static (Source Source, string? RecognisedBy) Of(string countryCode, string? parser, Func<SourceFile> open)
    {
        if (parser is not (null or "" or Auto))
            return (Named(countryCode, parser), null);
        var file = open();
        var recognition = SourceCatalog.Recognise(file, SourceCatalog.ForCountry(countryCode));
        if (recognition.Matching is [var (source, reason), ..])
            return (source, reason);
        if (recognition.Unreadable is { } fault)
            throw new UnreadableFileException(fault);
        var whyNot = recognition.Others.Select(other => $"\n{other.Source.Id}: {other.Reason.Reason}");
        throw new UnknownSourceException(
            $"No source of {countryCode} can read `{SourceError.Printable(file.FileName)}`:{string.Concat(whyNot)}"
        );
    }

    /// <exception cref="UnknownSourceException">No source of the country has the id.</exception>
    public static Source Named(string countryCode, string id) =>
        SourceCatalog.ForCountry(countryCode).FirstOrDefault(source => source.Id == id)
        ?? throw new UnknownSourceException(
            $"No source `{SourceError.Printable(id)}` reads files of {countryCode}. Those that do are "
                + $"{string.Join(", ", SourceCatalog.ForCountry(countryCode).Select(source => $"{source.Id} ({source.Files})"))}."
        );

    /// <summary>Returns the source as it is stored with a dataset.</summary>
    /// <param name="area">Area of a file of one's own.</param>
    /// <param name="publisher">Publisher of a file of one's own.</param>
    /// <exception cref="InvalidInputException">The source defines the value itself.</exception>
    public static DatasetSource Describe(Source source, string? area, string? publisher)
    {
        if (source.IsGeneric)
            return new(source.Id, publisher, source.Licence, publisher ?? source.Attribution, area);
        if (area is not null)
            throw new InvalidInputException(
                $"The files of {source.Id} are about {source.Area}. Leave the argument area ({SourceError.Printable(area)}) out."
            );
        return publisher is null
            ? new(source.Id, source.Publisher, source.Licence, source.Attribution, source.Area)
            : throw new InvalidInputException(
                $"The files of {source.Id} are published by {source.Publisher}. Leave the argument publisher out."
            );
    }
}
