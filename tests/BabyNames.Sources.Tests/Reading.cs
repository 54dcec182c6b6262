using System.Text;
using System.Text.Json;

namespace BabyNames.Sources.Tests;

/// <summary>Reads a file, or a text as a file, with one parser.</summary>
internal static class Reading
{
    public static (List<NameRecord> Rows, SourceReport Report) Read(
        this ISourceParser parser,
        string fileName,
        Stream stream,
        char? gender = null
    )
    {
        var report = new SourceReport();
        var file = new SourceFile(
            fileName,
            stream,
            new SourceLimits(),
            gender: gender,
            areas: new([("CA", "Canada"), ("CA-BC", "British Columbia")])
        );
        return ([.. parser.Read(file, report, CancellationToken.None)], report);
    }

    public static (List<NameRecord> Rows, SourceReport Report) Data(this ISourceParser parser, string path)
    {
        using var stream = File.OpenRead(Path.Combine("Data", path));
        return parser.Read(path, stream);
    }

    public static (List<NameRecord> Rows, SourceReport Report) Text(
        this ISourceParser parser,
        string fileName,
        string text,
        char? gender = null
    ) => parser.Read(fileName, Bytes(text), gender);

    /// <summary>Returns the first error of the rows or of the file.</summary>
    public static SourceError Fault(this ISourceParser parser, string fileName, string text) => First(() => parser.Text(fileName, text));

    public static SourceError First(Func<(List<NameRecord> Rows, SourceReport Report)> read)
    {
        try
        {
            return read().Report.Errors is [var first, ..] ? first : throw new Xunit.Sdk.XunitException("the file was accepted");
        }
        catch (SourceFormatException exception)
        {
            return exception.Error;
        }
    }

    /// <summary>Returns why the parser recognizes the file as a file of its source; null if the parser does not recognize it.</summary>
    public static string? Recognized(this ISourceParser parser, SourceFile file)
    {
        try
        {
            return parser.Recognize(file);
        }
        catch (SourceFormatException)
        {
            return null;
        }
    }

    public static string? Recognized(this ISourceParser parser, string text) =>
        parser.Recognized(new SourceFile("file.csv", Bytes(text), new()));

    public static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine("Data", path))).RootElement;

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
