using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests repeated uploads and reprocessing with other arguments, after a file failed because of its arguments.</summary>
public sealed class RepeatedUploadTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly byte[] American = "Anna,F,10\nBen,M,20\n"u8.ToArray();
    private static readonly byte[] Australian = "Given Name,Amount,Position\nANNA,5,1\n"u8.ToArray();

    public async Task InitializeAsync() => await server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Uploading_the_same_bytes_with_a_year_retries_the_failed_dataset()
    {
        var failed = await UploadedAsync("names.txt", American);
        Assert.StartsWith("BN121: names.txt", await ErrorAsync(failed), StringComparison.Ordinal);
        Assert.Equal(failed, await UploadedAsync("names.txt", American, ", year: 2001"));
        Assert.Equal("2001 Anna F 10, 2001 Ben M 20", await FiguresAsync());
        Assert.Equal(
            ["completed", DBNull.Value, 0, 2],
            Assert.Single(await server.SqlAsync("SELECT status, error_message, error_count, row_count FROM datasets"))
        );
    }

    [Fact]
    public async Task Uploading_the_same_bytes_under_another_name_retries_the_failed_dataset()
    {
        var failed = await UploadedAsync("names.txt", American);
        Assert.Equal(failed, await UploadedAsync("yob2002.txt", American));
        Assert.Equal("2002 Anna F 10, 2002 Ben M 20", await FiguresAsync());
        Assert.Equal(
            "yob2002.txt",
            (await server.DataAsync("{ datasets { nodes { filename } } }"))
                .GetProperty("datasets")
                .GetProperty("nodes")[0]
                .GetProperty("filename")
                .GetString()
        );
    }

    [Fact]
    public async Task Uploading_the_same_bytes_without_the_refused_argument_succeeds()
    {
        var failed = await UploadedAsync("yob2001.txt", American, ", gender: F");
        Assert.StartsWith("BN137: ", await ErrorAsync(failed), StringComparison.Ordinal);
        Assert.Equal(failed, await UploadedAsync("yob2001.txt", American));
        Assert.Equal("2001 Anna F 10, 2001 Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task A_failed_file_can_be_uploaded_again_with_another_source()
    {
        var content = "Year,Name,Sex,Count\n2001,Anna,F,10\n"u8.ToArray();
        var failed = await UploadedAsync("any.csv", content, parser: "us_ssa");
        Assert.StartsWith("BN121: ", await ErrorAsync(failed), StringComparison.Ordinal);
        Assert.Equal(failed, await UploadedAsync("any.csv", content));
        Assert.Equal("2001 Anna F 10", await FiguresAsync());
    }

    [Fact]
    public async Task A_retried_upload_replaces_the_stored_file()
    {
        var failed = await UploadedAsync("names.txt", American);
        var left = await PathAsync(failed);
        await File.WriteAllTextAsync(left, "spoiled");
        await UploadedAsync("names.txt", American, ", year: 2001");
        Assert.False(File.Exists(left));
        Assert.Equal(American, await File.ReadAllBytesAsync(await PathAsync(failed)));
    }

    [Fact]
    public async Task A_retried_upload_counts_as_newer_than_uploads_in_between()
    {
        await UploadedAsync("names.txt", American);
        await UploadedAsync("yob2001.txt", "Anna,F,99\n"u8.ToArray());
        await UploadedAsync("names.txt", American, ", year: 2001");
        Assert.Equal("2001 Anna F 10, 2001 Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task Uploading_the_bytes_of_a_completed_dataset_is_refused()
    {
        var completed = await UploadedAsync("yob2001.txt", American);
        var refused = await UploadAsync("names.txt", American, ", year: 2002");
        Assert.Equal(("BN203", completed), (refused.GetProperty("code").GetString(), refused.GetProperty("datasetId").GetGuid()));
        Assert.Equal("2001 Anna F 10, 2001 Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task A_retried_upload_does_not_replace_the_year_of_another_source_without_takeOver()
    {
        var content = "Year,Name,Sex,Count\n2001,Anna,F,15\n"u8.ToArray();
        var failed = await UploadedAsync("any.csv", content, parser: "us_ssa");
        await UploadedAsync("yob2001.txt", American);
        Assert.Equal(failed, await UploadedAsync("any.csv", content));
        Assert.StartsWith("BN209: any.csv: dataset ", await ErrorAsync(failed), StringComparison.Ordinal);
        Assert.Equal("2001 Anna F 10, 2001 Ben M 20", await FiguresAsync());
        Assert.Equal(failed, await UploadedAsync("any.csv", content, ", takeOver: true"));
        Assert.Equal("2001 Anna F 15, 2001 Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task Only_one_of_several_concurrent_retries_is_accepted()
    {
        var failed = await UploadedAsync("names.txt", American);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => UploadAsync("names.txt", American, ", year: 2001")));
        var taken = Assert.Single(answers, answer => answer.TryGetProperty("id", out _));
        Assert.Equal(failed, taken.GetProperty("id").GetGuid());
        Assert.All(answers.Except([taken]), answer => Assert.Equal("BN203", answer.GetProperty("code").GetString()));
        await server.SettleAsync(failed);
        Assert.Equal([2L], Assert.Single(await server.SqlAsync("SELECT COUNT(*) FROM jobs WHERE dataset_id = $1", failed)));
    }

    [Fact]
    public async Task Reprocessing_accepts_year_and_sex_and_keeps_them_when_they_are_omitted()
    {
        var dataset = await UploadedAsync("top.csv", Australian, country: "AU");
        Assert.StartsWith("BN121: ", await ErrorAsync(dataset), StringComparison.Ordinal);
        await ReprocessedAsync(dataset, ", year: 2001");
        Assert.StartsWith("BN133: ", await ErrorAsync(dataset), StringComparison.Ordinal);
        await ReprocessedAsync(dataset, ", gender: F");
        Assert.Equal("2001 Anna F 5", await FiguresAsync());
        await ReprocessedAsync(dataset);
        Assert.Equal("2001 Anna F 5", await FiguresAsync());
        await ReprocessedAsync(dataset, ", gender: M");
        Assert.Equal("2001 Anna M 5", await FiguresAsync());
    }

    [Fact]
    public async Task Reprocessing_with_null_removes_an_argument()
    {
        var dataset = await UploadedAsync("yob2001.txt", American, ", year: 2001, gender: F");
        Assert.StartsWith("BN137: ", await ErrorAsync(dataset), StringComparison.Ordinal);
        await ReprocessedAsync(dataset, ", year: null, gender: null");
        Assert.Equal("2001 Anna F 10, 2001 Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task Failed_reprocessing_leaves_the_figures_unchanged()
    {
        var dataset = await UploadedAsync("top.csv", Australian, ", year: 2001, gender: F", country: "AU");
        var error = await ReprocessAsync(dataset, ", year: 1799");
        Assert.Equal("BN208", error.GetProperty("code").GetString());
        Assert.Equal("2001 Anna F 5", await FiguresAsync());
        await ReprocessedAsync(dataset, ", parser: \"generic_csv\"");
        Assert.StartsWith("BN132: ", await ErrorAsync(dataset), StringComparison.Ordinal);
        Assert.Equal("2001 Anna F 5", await FiguresAsync());
    }

    private async Task<Guid> UploadedAsync(
        string filename,
        byte[] content,
        string further = "",
        string country = "US",
        string? parser = null
    )
    {
        var dataset = await UploadAsync(filename, content, further, country, parser);
        Assert.True(dataset.TryGetProperty("id", out var id), dataset.ToString());
        await server.SettleAsync(id.GetGuid());
        return id.GetGuid();
    }

    /// <returns>The dataset, or the first error.</returns>
    private async Task<JsonElement> UploadAsync(
        string filename,
        byte[] content,
        string further = "",
        string country = "US",
        string? parser = null
    )
    {
        using var request = Uploading.Request(filename, content, country, parser, server.AdminKey, further: further);
        using var response = await server.Client.SendAsync(request);
        return DatasetOrError(
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("data").GetProperty("uploadDataset")
        );
    }

    private async Task ReprocessedAsync(Guid dataset, string further = "")
    {
        var answer = await ReprocessAsync(dataset, further);
        Assert.True(answer.TryGetProperty("id", out _), answer.ToString());
        await server.SettleAsync(dataset);
    }

    /// <returns>The dataset, or the first error.</returns>
    private async Task<JsonElement> ReprocessAsync(Guid id, string further) =>
        DatasetOrError(
            (
                await server.DataAsync(
                    $"mutation($id: UUID!) {{ reprocessDataset(input: {{ datasetId: $id, reason: \"a test\"{further} }}) {{ dataset "
                        + $"{{ id }} errors {{ ... on Error {{ code message }} }} }} }}",
                    new { id },
                    server.AdminKey
                )
            ).GetProperty("reprocessDataset")
        );

    private static JsonElement DatasetOrError(JsonElement payload) =>
        payload.GetProperty("errors") is { ValueKind: JsonValueKind.Array } errors ? errors[0] : payload.GetProperty("dataset");

    private async Task<string> ErrorAsync(Guid dataset) =>
        (string)(await server.SqlAsync("SELECT COALESCE(error_message, 'none') FROM datasets WHERE id = $1", dataset))[0][0];

    private async Task<string> PathAsync(Guid dataset) =>
        Path.Combine(server.StorageFolder, (string)(await server.SqlAsync("SELECT file_path FROM datasets WHERE id = $1", dataset))[0][0]);

    private async Task<string> FiguresAsync()
    {
        await server.UpToDateAsync();
        var data = await server.DataAsync("{ nameStatistics(first: 50) { nodes { year name gender count } } }");
        return string.Join(
            ", ",
            data.GetProperty("nameStatistics")
                .GetProperty("nodes")
                .EnumerateArray()
                .Select(row =>
                    $"{row.GetProperty("year")} {row.GetProperty("name")} {row.GetProperty("gender")} {row.GetProperty("count")}"
                )
        );
    }
}
