using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>Figures that were counted from the published files without any importer. README.md in the folder Data of the source tests
/// describes the count.</summary>
internal static class Expected
{
    public static JsonElement Us { get; } =
        JsonDocument
            .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "us", "expected.json")))
            .RootElement.GetProperty("us");

    /// <summary>Returns the number of rows, births, rows of girls, rows of boys, births of girls and births of boys of a year.</summary>
    public static (int Rows, long Births, int RowsF, int RowsM, long BirthsF, long BirthsM) Year(int year)
    {
        var found = Us.GetProperty("per_year").EnumerateArray().Single(row => row[0].GetInt32() == year);
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
