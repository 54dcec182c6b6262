using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Uploads every listed invalid file and checks the errors that GraphQL shows for it.</summary>
public sealed class InvalidFileCaseTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string Dataset = """
        query ($id: UUID!) { datasets(where: { id: { eq: $id } }) { nodes { status rowCount errorMessage errorCount errors } } }
        """;

    private static readonly string Folder = Path.Combine(Repository.Folder, "tests", "BabyNames.Sources.Tests", "Data", "bad");

    /// <summary>The country and the source of the files in each list.</summary>
    private static readonly Dictionary<string, (string Country, string Parser)> Forms = new()
    {
        ["cases.json"] = ("US", "us_ssa"),
        ["gb-cases.json"] = ("GB", "gb_ons"),
        ["ca-cases.json"] = ("CA", "ca_statcan"),
        ["au-cases.json"] = ("AU", "au_sa"),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var list in Forms.Keys)
            {
                foreach (var one in List(list))
                    cases.Add(list, one.GetProperty("path").GetString()!);
            }
            return cases;
        }
    }

    // Some cases have the same bytes under another name, which would be a duplicate.
    public async Task InitializeAsync() => await server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_listed_invalid_file_ends_as_listed(string list, string path)
    {
        var expected = List(list).Single(invalid => invalid.GetProperty("path").GetString() == path);
        var content = await File.ReadAllBytesAsync(Path.Combine(Folder, path));
        var (country, parser) = Forms[list];
        // The server refuses a file that no source recognizes, and accepts it only if the upload names a source.
        var (refused, id) = await UploadAsync(path, content, country, parser: null);
        if (refused == "BN202")
            (refused, id) = await UploadAsync(path, content, country, parser);
        if (refused is not null)
            Assert.Equal(expected.GetProperty("code").GetString(), refused);
        else
            await AssertEndsAsync(expected, id);
    }

    [Fact]
    public async Task One_invalid_line_after_100000_valid_lines_fails_the_file()
    {
        var text = string.Concat(Enumerable.Range(1, 99_999).Select(i => $"{Letters(i)},F,{i}\r\n")) + "Zoe,F,-5\r\n";
        var id = await server.IngestAsync("yob2001.txt", Encoding.ASCII.GetBytes(text));
        var error = Assert.Single((await DatasetAsync(id)).GetProperty("errors").EnumerateArray());
        Assert.Equal(
            ("BN104", 100_000, "Zoe,F,-5"),
            (error.GetProperty("code").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("text").GetString())
        );
        await AssertNoRowsAsync(id);
    }

    private async Task AssertEndsAsync(JsonElement expected, Guid id)
    {
        await server.SettleAsync(id);
        var dataset = await DatasetAsync(id);
        if (!expected.TryGetProperty("code", out var code))
        {
            Assert.Equal("COMPLETED", dataset.GetProperty("status").GetString());
            Assert.Equal(expected.GetProperty("rows").GetInt32(), dataset.GetProperty("rowCount").GetInt32());
            Assert.Equal(
                [
                    [expected.GetProperty("rows").GetInt64(), expected.GetProperty("total").GetInt64()],
                ],
                await server.SqlAsync("SELECT COUNT(*), SUM(count)::BIGINT FROM names WHERE dataset_id = $1 AND deleted_at IS NULL", id)
            );
            return;
        }
        Assert.Equal("FAILED", dataset.GetProperty("status").GetString());
        var errors = dataset.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(dataset.GetProperty("errorCount").GetInt32(), errors.Count);
        Assert.Equal(code.GetString(), errors[0].GetProperty("code").GetString());
        if (expected.GetProperty("line") is { ValueKind: JsonValueKind.Number } line)
            Assert.Equal(line.GetInt64(), errors[0].GetProperty("line").GetInt64());
        Assert.All(errors, error => Assert.All(["file", "reason"], part => Assert.NotEqual("", error.GetProperty(part).GetString())));
        Assert.DoesNotContain(
            string.Concat(errors.Select(error => $"{error.GetProperty("text")}{error.GetProperty("file")}")),
            char.IsControl
        );
        Assert.StartsWith($"{code}: ", dataset.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        await AssertNoRowsAsync(id);
    }

    private async Task<(string? Refused, Guid Id)> UploadAsync(string path, byte[] content, string country, string? parser)
    {
        var payload = (await server.UploadAsync(Path.GetFileName(path), content, country, parser))
            .GetProperty("data")
            .GetProperty("uploadDataset");
        if (payload.GetProperty("errors").ValueKind == JsonValueKind.Null)
            return (null, payload.GetProperty("dataset").GetProperty("id").GetGuid());
        Assert.Empty(await server.SqlAsync("SELECT FROM datasets"));
        return (Assert.Single(payload.GetProperty("errors").EnumerateArray()).GetProperty("code").GetString(), default);
    }

    private async Task<JsonElement> DatasetAsync(Guid id) =>
        (await server.DataAsync(Dataset, new { id })).GetProperty("datasets").GetProperty("nodes")[0];

    private async Task AssertNoRowsAsync(Guid id)
    {
        Assert.Empty(await server.SqlAsync("SELECT FROM names WHERE dataset_id = $1", id));
        Assert.Empty(await server.SqlAsync("SELECT FROM dataset_slices WHERE dataset_id = $1", id));
    }

    private static IEnumerable<JsonElement> List(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name))).RootElement.EnumerateArray();

    /// <summary>Returns a different valid name for each number.</summary>
    private static string Letters(int number)
    {
        var name = new StringBuilder("N");
        for (; number > 0; number /= 26)
            name.Append((char)('a' + (number % 26)));
        return name.ToString();
    }
}
