using System.Text;
using System.Text.Json;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests deletion, restoration and cancellation of datasets. The newest dataset that is not deleted serves each year and
/// sex.</summary>
public sealed class DatasetLifecycleTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly byte[] Old = Encoding.UTF8.GetBytes("Anna,F,10\nBen,M,20\n");
    private static readonly byte[] New = Encoding.UTF8.GetBytes("Anna,F,30\n");

    public async Task InitializeAsync() => await server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Deleting_a_dataset_returns_its_slice_to_the_older_one_and_restoring_claims_it_again()
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
    public async Task Deleting_the_older_dataset_removes_only_the_slices_that_it_served()
    {
        var older = await server.IngestAsync("yob2001.txt", Old);
        await server.IngestAsync("yob2001.txt", New);
        await MutateAsync("deleteDataset", older);
        Assert.Equal("Anna F 30", await FiguresAsync());
        await MutateAsync("restoreDataset", older);
        Assert.Equal("Anna F 30, Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task A_dataset_with_purged_rows_is_read_again_when_it_serves_a_slice()
    {
        var older = await server.IngestAsync("yob2001.txt", Old);
        var newer = await server.IngestAsync("yob2001.txt", New);
        Assert.Equal(1, await new DatasetDeletion(server.Databases).PurgeAsync(DateTimeOffset.UtcNow.AddMinutes(1), default));

        await MutateAsync("deleteDataset", newer);
        await server.SettleAsync(older);
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
        Assert.Equal(
            "its rows were purged",
            (await server.SqlAsync("SELECT payload->>'reason' FROM jobs WHERE dataset_id = $1 AND type = 'reprocess_dataset'", older))[0][0]
        );
    }

    /// <summary>A change of another dataset of the country does not queue a job for the dataset.</summary>
    [Fact]
    public async Task A_dataset_with_purged_rows_is_not_read_again_when_it_serves_nothing()
    {
        var older = await server.IngestAsync("yob2001.txt", Old);
        await server.IngestAsync("yob2001.txt", New);
        var other = await server.IngestAsync("yob2002.txt", "Zoe,F,7\r\n"u8.ToArray());
        await new DatasetDeletion(server.Databases).PurgeAsync(DateTimeOffset.UtcNow.AddMinutes(1), default);
        await MutateAsync("deleteDataset", other);
        await MutateAsync("restoreDataset", other);
        Assert.Empty(await server.SqlAsync("SELECT FROM jobs WHERE type = 'reprocess_dataset' AND dataset_id = $1", older));
        await MutateAsync("deleteDataset", other);
    }

    /// <summary>The rows of the dataset are purged, and the last attempt to read them again failed.</summary>
    [Fact]
    public async Task A_failed_dataset_with_purged_rows_is_read_again_when_it_is_restored()
    {
        var dataset = await server.IngestAsync("yob2001.txt", Old);
        await MutateAsync("deleteDataset", dataset);
        await new DatasetDeletion(server.Databases).PurgeAsync(DateTimeOffset.UtcNow.AddMinutes(1), default);
        await server.SqlAsync("UPDATE datasets SET status = 'reprocessing' WHERE id = $1", dataset);
        await server.SqlAsync("UPDATE datasets SET status = 'failed' WHERE id = $1", dataset);
        await MutateAsync("restoreDataset", dataset);
        await server.SettleAsync(dataset);
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task A_deleted_file_can_be_uploaded_again_and_the_old_dataset_cannot_be_restored_then()
    {
        var first = await server.IngestAsync("yob2001.txt", Old);
        await MutateAsync("deleteDataset", first);
        var second = await server.IngestAsync("yob2001.txt", Old);
        var error = (await MutateAsync("restoreDataset", first)).GetProperty("errors")[0];
        Assert.Equal("BN203", error.GetProperty("code").GetString());
        Assert.Contains(second.ToString(), error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
    }

    [Fact]
    public async Task A_mutation_in_the_wrong_state_is_refused()
    {
        var dataset = await server.IngestAsync("yob2001.txt", Old);
        Assert.Equal("NothingToCancelError BN210", await ErrorAsync("cancelDataset", dataset));
        Assert.Equal("DatasetNotDeletedError BN212", await ErrorAsync("restoreDataset", dataset));
        await MutateAsync("deleteDataset", dataset);
        Assert.Equal("DatasetDeletedError BN211", await ErrorAsync("deleteDataset", dataset));
        Assert.Equal("DatasetDeletedError BN211", await ErrorAsync("reprocessDataset", dataset, ", reason: \"a test\""));
        Assert.Equal("NothingToCancelError BN210", await ErrorAsync("cancelDataset", dataset));
        await MutateAsync("restoreDataset", dataset);
        Assert.Equal("DatasetNotDeletedError BN212", await ErrorAsync("restoreDataset", dataset));
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
    }

    [Theory]
    [InlineData("deleteDataset", "")]
    [InlineData("restoreDataset", "")]
    [InlineData("cancelDataset", "")]
    [InlineData("reprocessDataset", ", reason: \"a test\"")]
    public async Task An_unknown_dataset_is_refused(string mutation, string further) =>
        Assert.Equal("DatasetNotFoundError BN204", await ErrorAsync(mutation, Guid.NewGuid(), further));

    [Fact]
    public async Task Only_admins_see_deleted_datasets()
    {
        var kept = await server.IngestAsync("yob2001.txt", Old);
        var deleted = await server.IngestAsync("yob2002.txt", "Zoe,F,7\r\n"u8.ToArray());
        await MutateAsync("deleteDataset", deleted);
        const string query = "{ deletedDatasets { nodes { id deletedAt } } datasets { nodes { id deletedAt } } }";
        var data = await server.DataAsync(query, key: server.AdminKey);
        var listed = Assert.Single(data.GetProperty("deletedDatasets").GetProperty("nodes").EnumerateArray());
        Assert.Equal(deleted, listed.GetProperty("id").GetGuid());
        Assert.Equal(JsonValueKind.String, listed.GetProperty("deletedAt").ValueKind);
        var live = Assert.Single(data.GetProperty("datasets").GetProperty("nodes").EnumerateArray());
        Assert.Equal((kept, JsonValueKind.Null), (live.GetProperty("id").GetGuid(), live.GetProperty("deletedAt").ValueKind));

        var refused = await server.GraphQLAsync(query, key: server.ViewerKey);
        Assert.Equal("AUTH_NOT_AUTHORIZED", refused.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("data").GetProperty("deletedDatasets").ValueKind);
    }

    [Fact]
    public async Task Cancelling_ends_a_queued_job()
    {
        // The job is due in an hour, so that no worker claims it before the cancellation.
        var dataset = await server.IngestAsync("yob2001.txt", Old);
        await server.SqlAsync("UPDATE datasets SET status = 'reprocessing' WHERE id = $1", dataset);
        await server.SqlAsync(
            "INSERT INTO jobs (dataset_id, type, next_retry_at) VALUES ($1, 'reprocess_dataset', NOW() + INTERVAL '1 hour')",
            dataset
        );

        await MutateAsync("cancelDataset", dataset);
        var job = string.Join(
            ' ',
            (await server.SqlAsync("SELECT status, last_error FROM jobs WHERE dataset_id = $1 ORDER BY created_at DESC LIMIT 1", dataset))[
                0
            ]
        );
        Assert.Equal("failed BN306: cancelled by an admin; figures of an earlier successful attempt, if any, remain available", job);
        Assert.Equal("Anna F 10, Ben M 20", await FiguresAsync());
    }

    private async Task<string> FiguresAsync()
    {
        await server.UpToDateAsync();
        var data = await server.DataAsync("{ nameStatistics(where: { year: { eq: 2001 } }, first: 50) { nodes { name gender count } } }");
        return string.Join(
            ", ",
            data.GetProperty("nameStatistics")
                .GetProperty("nodes")
                .EnumerateArray()
                .Select(row => $"{row.GetProperty("name")} {row.GetProperty("gender")} {row.GetProperty("count")}")
        );
    }

    private async Task<string> ErrorAsync(string mutation, Guid dataset, string further = "")
    {
        var error = (await MutateAsync(mutation, dataset, further)).GetProperty("errors")[0];
        return $"{error.GetProperty("__typename")} {error.GetProperty("code")}";
    }

    private async Task<JsonElement> MutateAsync(string mutation, Guid dataset, string further = "") =>
        (
            await server.DataAsync(
                $"mutation($id: UUID!) {{ {mutation}(input: {{ datasetId: $id{further} }}) {{ dataset {{ id status }} "
                    + $"errors {{ __typename ... on Error {{ code message }} }} }} }}",
                new { id = dataset },
                server.AdminKey
            )
        ).GetProperty(mutation);
}
