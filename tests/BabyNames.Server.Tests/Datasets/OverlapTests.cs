using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Two sources that count the same births never come together unasked, whichever way the second one comes.</summary>
public sealed class OverlapTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly byte[] Columbia = Encoding.UTF8.GetBytes("Name,2012,Total\nANNA,10,10\n");
    private static readonly byte[] Generic = Encoding.UTF8.GetBytes("Year,Name,Sex,Count\n2012,Anna,F,12\n");

    /// <summary>Statistics Canada's list, or anyone's if a person says so.</summary>
    private static readonly byte[] Canada = Encoding.UTF8.GetBytes(
        "REF_DATE,GEO,DGUID,Sex at birth,First name at birth,Indicator,VALUE,STATUS\n2012,Canada,,Female,ANNA,Frequency,11,\n");

    public async Task InitializeAsync() => await server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_upload_needs_leave()
    {
        var first = await UploadedAsync("bc-girls.csv", Columbia);
        var refused = await UploadAsync("17100147.csv", Canada);
        AssertOverlaps(refused, first);
        await UploadedAsync("17100147.csv", Canada, ", allowOverlap: true");
    }

    [Fact]
    public async Task A_dataset_that_failed_is_in_nobodys_way_until_it_is_read_again()
    {
        var failed = await UploadedAsync("bc-girls.csv", "Name,2012,Total\nANNA,many,10\n"u8.ToArray());
        var other = await UploadedAsync("17100147.csv", Canada);
        AssertOverlaps(await MutateAsync("reprocessDataset", failed, Reason), other);
        Assert.Equal([["failed", 1L]], await server.SqlAsync("SELECT d.status, (SELECT COUNT(*) FROM jobs WHERE dataset_id = d.id) FROM datasets d WHERE id = $1", failed));
        AssertDone(await MutateAsync("reprocessDataset", failed, Reason + ", allowOverlap: true"));
    }

    [Fact]
    public async Task A_failed_reading_again_still_serves_figures_and_is_in_the_way()
    {
        var first = await UploadedAsync("bc-girls.csv", Columbia);
        var path = (string)(await server.SqlAsync("SELECT file_path FROM datasets WHERE id = $1", first))[0][0];
        await File.WriteAllTextAsync(Path.Combine(server.StorageFolder, path), "spoiled");
        AssertDone(await MutateAsync("reprocessDataset", first, Reason));
        await server.SettleAsync(first);
        Assert.Equal("failed", (await server.SqlAsync("SELECT status FROM datasets WHERE id = $1", first))[0][0]);
        AssertOverlaps(await UploadAsync("17100147.csv", Canada), first);
    }

    [Fact]
    public async Task Another_parser_needs_leave_and_must_be_of_the_country()
    {
        var first = await UploadedAsync("bc-girls.csv", Columbia);
        var second = await UploadedAsync("bc-girls-2.csv", "Name,2013,Total\nANNA,10,10\n"u8.ToArray());
        AssertOverlaps(await MutateAsync("reprocessDataset", second, Reason + ", parser: \"generic_csv\""), first);
        var refused = await MutateAsync("reprocessDataset", second, Reason + ", parser: \"us_ssa\"");
        Assert.Equal("BN202", refused.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal([["completed", "ca_bc"]], await server.SqlAsync("SELECT status, parser_type FROM datasets WHERE id = $1", second));
        AssertDone(await MutateAsync("reprocessDataset", second, Reason));
    }

    [Fact]
    public async Task What_was_deleted_needs_leave_to_come_back()
    {
        var first = await UploadedAsync("bc-girls.csv", Columbia);
        AssertDone(await MutateAsync("deleteDataset", first));
        var second = await UploadedAsync("births.csv", Generic);
        AssertOverlaps(await MutateAsync("restoreDataset", first), second);
        AssertDone(await MutateAsync("restoreDataset", first, ", allowOverlap: true"));
        await server.SettleAsync(first);
        Assert.Equal([[22L]], await server.SqlAsync("SELECT total_count FROM name_statistics"));
    }

    private const string Reason = ", reason: \"a test\"";

    private static void AssertOverlaps(JsonElement payload, Guid other)
    {
        var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal(("BN209", other), (error.GetProperty("code").GetString(), error.GetProperty("datasetId").GetGuid()));
    }

    private static void AssertDone(JsonElement payload) => Assert.Equal(JsonValueKind.Null, payload.GetProperty("errors").ValueKind);

    private async Task<Guid> UploadedAsync(string filename, byte[] content, string further = "")
    {
        var payload = await UploadAsync(filename, content, further);
        AssertDone(payload);
        var id = payload.GetProperty("dataset").GetProperty("id").GetGuid();
        await server.SettleAsync(id);
        return id;
    }

    private async Task<JsonElement> UploadAsync(string filename, byte[] content, string further = "")
    {
        using var request = Uploading.Request(filename, content, "CA", parser: null, server.AdminKey, further: further);
        using var response = await server.Client.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("data").GetProperty("uploadDataset");
    }

    private async Task<JsonElement> MutateAsync(string mutation, Guid dataset, string further = "")
    {
        var fragment = mutation == "deleteDataset" ? "" : "... on OverlappingSourceError { datasetId }";
        return (await server.DataAsync(
            $"mutation($id: UUID!) {{ {mutation}(input: {{ datasetId: $id{further} }}) {{ dataset {{ id }} errors {{ ... on Error {{ code message }} {fragment} }} }} }}",
            new { id = dataset }, server.AdminKey)).GetProperty(mutation);
    }
}
