using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>Figures counted from the published files without any importer, see README.md in Data of the source tests.</summary>
internal static class Expected
{
    public static JsonElement Us { get; } =
        JsonDocument
            .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "us", "expected.json")))
            .RootElement.GetProperty("us");

    /// <summary>Rows, births, rows of girls, rows of boys, births of girls, births of boys.</summary>
    public static (int Rows, long Births, int RowsF, int RowsM, long BirthsF, long BirthsM) Year(int year)
    {
        var found = Us.GetProperty("per_year").EnumerateArray().Single(one => one[0].GetInt32() == year);
        return (
            found[1].GetInt32(),
            found[2].GetInt64(),
            found[3].GetInt32(),
            found[4].GetInt32(),
            found[5].GetInt64(),
            found[6].GetInt64()
        );
    }
}
