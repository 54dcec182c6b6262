using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

public class InvalidFileTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Dataset = """
        query ($id: UUID!) { datasets(where: { id: { eq: $id } }) { nodes { status rowCount errorMessage errorCount errors processedAt } } }
        """;

    [Fact]
    public async Task One_invalid_line_fails_the_file_and_the_error_has_its_place()
    {
        var id = await server.IngestAsync("yob2001.txt", "Emma,F,10\nZoe,F,many\nLiam,M,12\n"u8.ToArray());
        var dataset = await DatasetAsync(id);
        Assert.Equal("FAILED", dataset.GetProperty("status").GetString());
        Assert.Equal(1, dataset.GetProperty("errorCount").GetInt32());
        Assert.Equal(JsonValueKind.Null, dataset.GetProperty("rowCount").ValueKind);
        Assert.Equal(JsonValueKind.String, dataset.GetProperty("processedAt").ValueKind);
        var error = Assert.Single(dataset.GetProperty("errors").EnumerateArray());
        Assert.Equal(
            ("BN104", "yob2001.txt", 2, "Zoe,F,many", "the count is not a whole number from 1 to 2147483647"),
            (
                error.GetProperty("code").GetString(),
                error.GetProperty("file").GetString(),
                error.GetProperty("line").GetInt32(),
                error.GetProperty("text").GetString(),
                error.GetProperty("reason").GetString()
            )
        );
        Assert.Equal(
            "BN104: yob2001.txt, line 2, column Count: the count is not a whole number from 1 to 2147483647 (\"Zoe,F,many\")",
            dataset.GetProperty("errorMessage").GetString()
        );
        await AssertNoRowsAsync(id);
        Assert.Equal(
            [
                ["failed", 1],
            ],
            await server.SqlAsync("SELECT status, attempts FROM jobs WHERE dataset_id = $1", id)
        );
    }

    [Fact]
    public async Task All_errors_are_counted_and_the_first_100_are_stored()
    {
        var text = string.Concat(Enumerable.Range(0, 250).Select(i => $"Name{i},X,5\n"));
        var id = await server.IngestAsync("yob2002.txt", Encoding.ASCII.GetBytes(text));
        var dataset = await DatasetAsync(id);
        Assert.Equal(250, dataset.GetProperty("errorCount").GetInt32());
        Assert.Equal(
            Enumerable.Range(1, 100),
            dataset.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32())
        );
        Assert.EndsWith("; 249 more errors", dataset.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        await AssertNoRowsAsync(id);
    }

    [Fact]
    public async Task An_error_in_an_archive_names_the_member()
    {
        var id = await server.IngestAsync(
            "names.zip",
            Samples.Zip(("yob2003.txt", "Emma,F,10\n"), ("yob2004.txt", "Emma,F,10\nEmma,F,11\n"))
        );
        var error = (await DatasetAsync(id)).GetProperty("errors")[0];
        Assert.Equal(
            ("BN105", "yob2004.txt", 2),
            (error.GetProperty("code").GetString(), error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32())
        );
        await AssertNoRowsAsync(id);
    }

    [Theory]
    [InlineData("names.txt", "Emma,F,11\n", "BN121")]
    [InlineData("yob2005.txt", "\n\n", "BN122")]
    [InlineData("names.zip", "Emma,F,12\n", "BN124")]
    public async Task A_file_that_cannot_be_read_fails_with_the_code_of_its_error(string filename, string text, string code)
    {
        var id = await server.IngestAsync(filename, Encoding.ASCII.GetBytes(text));
        var dataset = await DatasetAsync(id);
        Assert.Equal("FAILED", dataset.GetProperty("status").GetString());
        Assert.StartsWith($"{code}: {filename}", dataset.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        await AssertNoRowsAsync(id);
    }

    [Fact]
    public async Task A_dataset_keeps_its_figures_when_reprocessing_its_damaged_file_fails()
    {
        var id = await server.IngestAsync("yob2006.txt", "Emma,F,10\nLiam,M,12\n"u8.ToArray());
        var path = (string)(await server.SqlAsync("SELECT file_path FROM datasets WHERE id = $1", id))[0][0];
        await File.WriteAllTextAsync(Path.Combine(server.StorageFolder, path), "Emma,F,10\nLiam,M\n");

        await server.DataAsync(
            """mutation ($id: UUID!) { reprocessDataset(input: { datasetId: $id, reason: "a test" }) { dataset { id } } }""",
            new { id },
            server.AdminKey
        );
        await server.SettleAsync(id);
        Assert.Equal("FAILED", (await DatasetAsync(id)).GetProperty("status").GetString());
        Assert.Equal(
            [
                ["Emma", 10L],
                ["Liam", 12L],
            ],
            await server.SqlAsync("SELECT name, total_count FROM name_statistics WHERE year = 2006 ORDER BY name")
        );

        await File.WriteAllTextAsync(Path.Combine(server.StorageFolder, path), "Emma,F,11\n");
        await server.DataAsync(
            """mutation ($id: UUID!) { reprocessDataset(input: { datasetId: $id, reason: "mended" }) { dataset { id } } }""",
            new { id },
            server.AdminKey
        );
        await server.SettleAsync(id);
        var dataset = await DatasetAsync(id);
        Assert.Equal(
            ("COMPLETED", 1, 0),
            (
                dataset.GetProperty("status").GetString(),
                dataset.GetProperty("rowCount").GetInt32(),
                dataset.GetProperty("errorCount").GetInt32()
            )
        );
        Assert.Equal(JsonValueKind.Null, dataset.GetProperty("errors").ValueKind);
        Assert.Equal(
            [
                ["Emma", 11L],
            ],
            await server.SqlAsync("SELECT name, total_count FROM name_statistics WHERE year = 2006")
        );
    }

    private async Task<JsonElement> DatasetAsync(Guid id) =>
        (await server.DataAsync(Dataset, new { id })).GetProperty("datasets").GetProperty("nodes")[0];

    private async Task AssertNoRowsAsync(Guid id)
    {
        Assert.Empty(await server.SqlAsync("SELECT * FROM names WHERE dataset_id = $1", id));
        Assert.Empty(await server.SqlAsync("SELECT * FROM dataset_slices WHERE dataset_id = $1", id));
    }
}
