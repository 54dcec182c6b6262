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
        var ofCountry = SourceCatalog.ForCountry(countryCode).ToList();
        if (parser is not (null or "" or Auto))
        {
            return (ofCountry.FirstOrDefault(source => source.Id == parser)
                ?? throw Unknown($"files of {countryCode} as `{SourceError.Printable(parser)}`"), null);
        }
        var file = open();
        var found = SourceCatalog.Recognise(file, ofCountry);
        // A publisher's own layout says more than a heading that anyone may write.
        var (source, reason) = found.OrderBy(one => one.Source.IsGeneric).FirstOrDefault();
        return source is not null ? (source, reason) : throw Unknown($"`{SourceError.Printable(file.FileName)}` as a file of {countryCode}");
    }

    private static UnknownSourceException Unknown(string what) =>
        new(what, SourceCatalog.All.Select(source => $"{source.Id} ({source.CountryCode ?? "any country"}: {source.Files})"));
}
