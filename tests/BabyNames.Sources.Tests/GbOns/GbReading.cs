using BabyNames.Sources.GbOns;

namespace BabyNames.Sources.Tests.GbOns;

internal static class GbReading
{
    public static (List<NameRecord> Rows, SourceReport Report) Read(
        string path,
        Stream stream,
        int? year = null,
        char? gender = null,
        SourceLimits? limits = null
    )
    {
        var report = new SourceReport();
        var file = new SourceFile(path, stream, limits ?? new(), year, gender);
        return ([.. new GbOnsParser().Read(file, report, CancellationToken.None)], report);
    }
}
