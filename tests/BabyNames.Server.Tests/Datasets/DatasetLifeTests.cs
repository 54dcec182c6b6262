using System.Text;
using System.Text.Json;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Deleting, restoring and cancelling: the newest dataset that is there serves each year and sex.</summary>
public sealed class DatasetLifeTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly byte[] Old = Encoding.UTF8.GetBytes("Anna,F,10\nBen,M,20\n");
    private static readonly byte[] New = Encoding.UTF8.GetBytes("Anna,F,30\n");

    public async Task InitializeAsync() => await server.SqlAsync("DELETE FROM datasets");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Deleting_gives_a_slice_back_and_restoring_takes_it_again()
    {
        await server.IngestAsync("yob2001.txt", Old);
        var newer = await server.IngestAsync("yob2001.txt", New);
        Assert.Equal("Anna F 30, Ben M 20", await FiguresAsync());

        Assert.Equal(newer, (await MutateAsync("deleteDataset", newer)).GetProperty("dataset").GetProperty("id").GetGuid());
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());

        await MutateAsync("restoreDataset", newer);
        Assert.Equal("Anna F 30, Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task Deleting_the_older_one_takes_only_what_it_served()
    {
        var older = await server.IngestAsync("yob2001.txt", Old);
        await server.IngestAsync("yob2001.txt", New);
        await MutateAsync("deleteDataset", older);
        Assert.Equal("Anna F 30", await FiguresAsync());
        await MutateAsync("restoreDataset", older);
        Assert.Equal("Anna F 30, Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task Rows_purged_meanwhile_are_read_again()
    {
        var older = await server.IngestAsync("yob2001.txt", Old);
        var newer = await server.IngestAsync("yob2001.txt", New);
        Assert.Equal(1, await new DatasetDeletion(server.Databases).PurgeAsync(DateTimeOffset.UtcNow.AddMinutes(1), default));

        await MutateAsync("deleteDataset", newer);
        await server.SettleAsync(older);
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
        Assert.Equal("its rows were purged", (await server.SqlAsync(
            "SELECT payload->>'reason' FROM jobs WHERE dataset_id = $1 AND type = 'reprocess_dataset'", older))[0][0]);
    }

    [Fact]
    public async Task A_deleted_file_may_be_uploaded_again_and_then_its_old_dataset_stays_deleted()
    {
        var first = await server.IngestAsync("yob2001.txt", Old);
        await MutateAsync("deleteDataset", first);
        await server.IngestAsync("yob2001.txt", Old);
        Assert.Equal("DuplicateDatasetError BN203", await ErrorAsync("restoreDataset", first));
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task Wrong_states_are_refused()
    {
        var dataset = await server.IngestAsync("yob2001.txt", Old);
        Assert.Equal("NothingToCancelError BN210", await ErrorAsync("cancelDataset", dataset));
        Assert.Equal("DatasetNotFoundError BN204", await ErrorAsync("restoreDataset", dataset));
        Assert.Equal("DatasetNotFoundError BN204", await ErrorAsync("deleteDataset", Guid.NewGuid()));
        await MutateAsync("deleteDataset", dataset);
        Assert.Equal("DatasetNotFoundError BN204", await ErrorAsync("deleteDataset", dataset));
    }

    [Fact]
    public async Task Cancelling_ends_a_job_that_waits()
    {
        // Due in an hour, so that no worker takes it first.
        var dataset = await server.IngestAsync("yob2001.txt", Old);
        await server.SqlAsync("UPDATE datasets SET status = 'reprocessing' WHERE id = $1", dataset);
        await server.SqlAsync("INSERT INTO jobs (dataset_id, type, next_retry_at) VALUES ($1, 'reprocess_dataset', NOW() + INTERVAL '1 hour')", dataset);

        await MutateAsync("cancelDataset", dataset);
        Assert.Equal("failed cancelled", string.Join(' ', (await server.SqlAsync(
            "SELECT status, last_error FROM jobs WHERE dataset_id = $1 ORDER BY created_at DESC LIMIT 1", dataset))[0]));
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task Another_source_of_the_same_births_needs_leave()
    {
        await server.IngestAsync("yob2001.txt", Old);
        await server.SqlAsync("UPDATE datasets SET parser_type = 'us_other'");
        var refused = (await server.UploadAsync("yob2002.txt", New)).GetProperty("data").GetProperty("uploadDataset").GetProperty("errors")[0];
        Assert.Equal("BN209", refused.GetProperty("code").GetString());
    }

    private async Task<string> FiguresAsync()
    {
        await Eventually.SeeAsync(
            async () => (bool)(await server.SqlAsync("SELECT version = changes FROM statistics_state"))[0][0], seen => seen, "the statistics to be up to date");
        var data = await server.DataAsync("{ nameStatistics(where: { year: { eq: 2001 } }, first: 50) { nodes { name gender count } } }");
        return string.Join(", ", data.GetProperty("nameStatistics").GetProperty("nodes").EnumerateArray()
            .Select(one => $"{one.GetProperty("name")} {one.GetProperty("gender")} {one.GetProperty("count")}"));
    }

    private async Task<string> ErrorAsync(string mutation, Guid dataset)
    {
        var error = (await MutateAsync(mutation, dataset)).GetProperty("errors")[0];
        return $"{error.GetProperty("__typename")} {error.GetProperty("code")}";
    }

    private async Task<JsonElement> MutateAsync(string mutation, Guid dataset) => (await server.DataAsync(
        $"mutation($id: UUID!) {{ {mutation}(input: {{ datasetId: $id }}) {{ dataset {{ id status }} errors {{ __typename ... on Error {{ code message }} }} }} }}",
        new { id = dataset }, server.AdminKey)).GetProperty(mutation);
}
