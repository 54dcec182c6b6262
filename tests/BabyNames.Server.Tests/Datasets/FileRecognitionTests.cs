using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Checks that the server recognizes the source of each publisher's real file by its content and computes its
/// statistics.</summary>
public sealed class FileRecognitionTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly string Data = Path.Combine(Repository.Folder, "tests", "BabyNames.Sources.Tests", "Data");

    // Each test starts without datasets, because several sources of a country count the same births.
    public async Task InitializeAsync() => await server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public static TheoryData<string, int, long> Files
    {
        get
        {
            var files = new TheoryData<string, int, long>();
            foreach (
                var file in Listed("us/expected.json", "us_single_files")
                    .Where(file => File.Exists(Path.Combine(Data, file.Name)))
                    .Concat(Listed("gb/expected.json"))
                    .Concat(Listed("au/expected.json"))
                    .Concat(Listed("ca/expected.json"))
            )
                files.Add(file.Name, Rows(file.Value), file.Value.GetProperty("total").GetInt64());
            return files;
        }
    }

    /// <summary>Compares with figures that were counted from the files without an importer.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_published_file_is_recognized_by_its_content(string path, int rows, long births)
    {
        var id = await UploadAsync(
            path[..2].ToUpperInvariant(),
            Path.GetFileName(path),
            await File.ReadAllBytesAsync(Path.Combine(Data, path))
        );
        Assert.Equal(
            [Source(path), "completed", rows, births],
            Assert.Single(
                await server.SqlAsync(
                    "SELECT parser_type, status, row_count, (SELECT SUM(births)::BIGINT FROM dataset_slices s "
                        + "WHERE s.dataset_id = d.id) FROM datasets d WHERE id = $1",
                    id
                )
            )
        );
        Assert.Equal(
            [rows, births],
            Assert.Single(await server.SqlAsync("SELECT COUNT(*)::INTEGER, SUM(total_count)::BIGINT FROM name_statistics"))
        );
    }

    [Fact]
    public async Task A_table_with_a_known_heading_is_read_as_generic_csv()
    {
        var id = await UploadAsync(
            "GB",
            "scotland.csv",
            Encoding.UTF8.GetBytes("Sex,Year,First name,Number\nGirl,2020,Isla,304\nBoy,2020,Jack,387\n")
        );
        Assert.Equal(["generic_csv", 2], (await server.SqlAsync("SELECT parser_type, row_count FROM datasets WHERE id = $1", id))[0]);
    }

    [Fact]
    public async Task The_error_of_an_unknown_file_has_the_reason_of_each_source()
    {
        var answer = await server.UploadAsync("notes.txt", "Dear all, see below.\n"u8.ToArray(), "CA");
        var error = answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("errors")[0];
        Assert.Equal(
            (
                "BN202",
                """
                No source of CA can read `notes.txt`:
                ca_statcan: the heading has no column REF_DATE
                ca_bc: the heading has no column Name
                generic_csv: the heading has no column Year
                """
            ),
            (error.GetProperty("code").GetString(), error.GetProperty("message").GetString())
        );
    }

    [Fact]
    public async Task The_workbook_of_another_country_is_refused_with_the_reason_of_each_source()
    {
        var answer = await server.UploadAsync(
            "girlsnames2023.xlsx",
            await File.ReadAllBytesAsync(Path.Combine(Data, "gb", "girlsnames2023.xlsx")),
            "AU"
        );
        var message = answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("errors")[0].GetProperty("message").GetString()!;
        Assert.Equal(["No", "au_sa:", "au_nsw:", "generic_csv:"], message.Split('\n').Select(line => line.Split(' ')[0]));
        Assert.All(
            message.Split('\n').Skip(1),
            line => Assert.EndsWith("the file is a zip archive or a workbook, not text", line, StringComparison.Ordinal)
        );
    }

    private async Task<Guid> UploadAsync(string country, string filename, byte[] content)
    {
        var answer = await server.UploadAsync(filename, content, country);
        var dataset = answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("dataset");
        Assert.True(dataset.ValueKind == JsonValueKind.Object, answer.ToString());
        var id = dataset.GetProperty("id").GetGuid();
        await server.SettleAsync(id);
        return id;
    }

    private static string Source(string path) =>
        path switch
        {
            ['u', 's', ..] => "us_ssa",
            ['g', 'b', ..] => "gb_ons",
            ['a', 'u', '/', 's', 'a', ..] => "au_sa",
            ['a', 'u', ..] => "au_nsw",
            _ when path.Contains("17100147", StringComparison.Ordinal) => "ca_statcan",
            _ => "ca_bc",
        };

    /// <summary>Returns the number of names after repeats were added up, of cells of a wide table, or of lines.</summary>
    private static int Rows(JsonElement file) =>
        new[] { "names_after_merging_repeats", "rows_name_year_with_count", "frequency_rows_with_value", "rows" }
            .Where(name => file.TryGetProperty(name, out _))
            .Select(name => file.GetProperty(name).GetInt32())
            .First();

    private static IEnumerable<JsonProperty> Listed(string path, params string[] below) =>
        below
            .Aggregate(
                JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Data, path))).RootElement,
                (element, name) => element.GetProperty(name)
            )
            .EnumerateObject();
}
