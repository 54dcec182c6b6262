using System.Text.Json;

namespace BabyNames.Sources.Tests.AuSa;

/// <summary>Reads the Australian test files with one parser.</summary>
internal sealed class AuFiles(ISourceParser parser)
{
    public static JsonElement Expected { get; } = Json("au/expected.json");

    public static JsonElement Json(string path) => JsonDocument.Parse(Bytes(path)).RootElement;

    public static byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine("Data", path));

    public (List<NameRecord> Rows, SourceReport Report) Read(string path) => Read(path, Bytes(path));

    public (List<NameRecord> Rows, SourceReport Report) Read(
        string name,
        byte[] content,
        int? year = null,
        char? gender = null,
        SourceLimits? limits = null
    )
    {
        var report = new SourceReport();
        var file = new SourceFile(name, new MemoryStream(content), limits ?? new(), year, gender);
        return ([.. parser.Read(file, report, CancellationToken.None)], report);
    }

    public SourceError FirstError(string path) => FirstError(path, Bytes(path));

    public SourceError FirstError(string name, byte[] content, int? year = null, char? gender = null, SourceLimits? limits = null)
    {
        try
        {
            var (_, report) = Read(name, content, year, gender, limits);
            return report.Errors.Count > 0 ? report.Errors[0] : throw new Xunit.Sdk.XunitException($"{name} was accepted");
        }
        catch (SourceFormatException exception)
        {
            return exception.Error;
        }
    }
}
