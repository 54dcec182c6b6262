using System.Text;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Subscriptions;

/// <summary>Tests subscriptions over both protocols, with the client libraries that front ends use.</summary>
public class SubscriptionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Protocols => ["sse", "ws"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Subscriptions_report_an_upload_from_queued_to_statistics(string protocol)
    {
        // The subscriptions of earlier tests may still be open.
        await server.SubscriptionsAsync(0);
        await using var jobs = Subscribe(protocol, "subscription { jobUpdated { status rowsDone dataset { filename status } } }");
        await using var datasets = Subscribe(protocol, "subscription { datasetUpdated { id filename status rowCount } }");
        await using var statistics = Subscribe(protocol, "subscription { statisticsUpdated { dataVersion refreshedAt } }");
        var before = (await statistics.NextAsync("statisticsUpdated")).GetProperty("dataVersion").GetInt64();
        await server.SubscriptionsAsync(3);
        var year = protocol == "sse" ? 2001 : 2002;
        var id = await server.IngestAsync($"yob{year}.txt", Encoding.UTF8.GetBytes($"Emma,F,{year}\nLiam,M,20\n"));

        await jobs.UntilAsync(
            "jobUpdated",
            job =>
                job.GetProperty("status").GetString() == "COMPLETED"
                && job.GetProperty("dataset").GetProperty("filename").GetString() == $"yob{year}.txt"
        );
        // A new subscription receives recent changes again, which can be changes of another test.
        var dataset = await datasets.UntilAsync(
            "datasetUpdated",
            dataset => dataset.GetProperty("status").GetString() == "COMPLETED" && dataset.GetProperty("id").GetGuid() == id
        );
        Assert.Equal(2, dataset.GetProperty("rowCount").GetInt32());
        await statistics.UntilAsync(
            "statisticsUpdated",
            state => state.GetProperty("dataVersion").GetInt64() > before && state.GetProperty("refreshedAt").GetString() is not null
        );
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_subscription_of_one_id_begins_with_its_current_state_and_reports_no_other(string protocol)
    {
        var (mine, other) = (await Some.DatasetRowAsync(server), await Some.DatasetRowAsync(server));
        await using var dataset = Subscribe(
            protocol,
            "subscription($id: UUID!) { datasetUpdated(id: $id) { id filename deletedAt } }",
            new { id = mine }
        );
        Assert.Equal(mine, (await dataset.NextAsync("datasetUpdated")).GetProperty("id").GetGuid());
        await server.SqlAsync("UPDATE datasets SET filename = 'other' WHERE id = $1", other);
        await server.SqlAsync("UPDATE datasets SET filename = 'mine', deleted_at = NOW() WHERE id = $1", mine);
        // The subscription may also receive the notification of the INSERT, with the row as it was before the UPDATE.
        var changed = await dataset.UntilAsync(
            "datasetUpdated",
            state =>
            {
                Assert.Equal(mine, state.GetProperty("id").GetGuid());
                return state.GetProperty("filename").GetString() == "mine";
            }
        );
        Assert.NotNull(changed.GetProperty("deletedAt").GetString());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Queries_and_mutations_send_one_result_and_complete(string protocol)
    {
        await using var query = Subscribe(protocol, "{ countries(first: 1) { nodes { code } } }");
        Assert.Equal(1, (await query.NextAsync("countries")).GetProperty("nodes").GetArrayLength());
        Assert.True((await query.NextAsync()).GetProperty("complete").GetBoolean());

        await using var mutation = Subscribe(
            protocol,
            $$"""mutation { cancelDataset(input: { datasetId: "{{Guid.NewGuid()}}" }) { errors { ... on Error { code } } } }""",
            key: server.AdminKey
        );
        Assert.Equal("BN204", (await mutation.NextAsync("cancelDataset")).GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.True((await mutation.NextAsync()).GetProperty("complete").GetBoolean());
    }

    private Subscriber Subscribe(string protocol, string query, object? variables = null, string? key = null) =>
        new(protocol, server.Client.BaseAddress!, query, variables, key ?? server.ViewerKey);
}
