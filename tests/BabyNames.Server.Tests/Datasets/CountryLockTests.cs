using System.Net;
using System.Text.Json;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests mutations of admins while another session holds the locks of a country's datasets for a long time.</summary>
public sealed class CountryLockTests(CountryLockTests.FrequentHeartbeatFixture server)
    : IClassFixture<CountryLockTests.FrequentHeartbeatFixture>
{
    /// <summary>The number of concurrent mutations of each kind. It is larger than the number of connections of a role.</summary>
    private const int Acts = 16;

    [Fact]
    public async Task Mutations_that_wait_for_the_lock_of_a_country_time_out_and_do_not_block_heartbeats_or_keys()
    {
        var loaded = await server.IngestAsync("yob2000.txt", "Emma,F,10\n"u8.ToArray());
        var deleted = await Some.DatasetRowAsync(server);
        await server.SqlAsync("UPDATE datasets SET deleted_at = NOW(), status = 'failed' WHERE id = $1", deleted);
        var running = await server.Client.AcceptedAsync("yob2001.txt", "Emma,F,11\n"u8.ToArray(), server.AdminKey);
        await server.SettleAsync(running);
        var key = (await server.Services.GetRequiredService<ApiKeyIssuer>().CreateAsync("a test", "viewer", null, default)).Text;

        await using var locking = await server.Databases.Owner.OpenConnectionAsync();
        await LockAsync(locking, "lock");
        await server.DataAsync(
            "mutation($id: UUID!) { reprocessDataset(input: {datasetId: $id, reason: \"a test\"}) { dataset { id } } }",
            new { id = running },
            server.AdminKey
        );
        await Eventually.SeeAsync(() => JobValueAsync("status", running), status => status == "running", "the job to run");
        // The test takes the lock of uploads only now, because reprocessDataset takes it too.
        await LockAsync(locking, "lock", "uploads");

        var began = await server.Databases.Owner.OneAsync<DateTime>("SELECT CLOCK_TIMESTAMP()::TIMESTAMP");
        var acts = Enumerable
            .Range(0, Acts)
            .SelectMany(i =>
                new[]
                {
                    ActAsync("deleteDataset", loaded),
                    ActAsync("restoreDataset", deleted),
                    ActAsync("cancelDataset", running),
                    UploadAsync(i),
                }
            )
            .ToList();
        await Eventually.SeeAsync(
            () => JobValueAsync("(locked_at > $2 + INTERVAL '8 seconds')::TEXT", running, began),
            late => late == "true",
            "heartbeats to continue"
        );
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query={countries{totalCount}}"))
        {
            request.Headers.Add("X-Api-Key", key);
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        Assert.All(await Eventually.EndAsync(Task.WhenAll(acts), "the mutations to end"), code => Assert.Equal("BN215", code));

        await LockAsync(locking, "unlock");
        await LockAsync(locking, "unlock", "uploads");
        await server.SettleAsync(running);
        Assert.Equal("completed1", await JobValueAsync("status || attempts", running));
        Assert.Equal("done", await ActAsync("deleteDataset", loaded));
    }

    private static async Task LockAsync(NpgsqlConnection connection, string what, string kind = "slices")
    {
        await using var command = new NpgsqlCommand(
            $"SELECT pg_advisory_{what}(hashtextextended('babynames.{kind}.' || (SELECT id FROM countries WHERE code = 'US')::TEXT, 0))",
            connection
        );
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns the value of an SQL expression for the last job of the dataset.</summary>
    private Task<string> JobValueAsync(string value, Guid dataset, params object[] parameters) =>
        server.Databases.Owner.OneAsync<string>(
            $"SELECT {value} FROM jobs WHERE dataset_id = $1 ORDER BY created_at DESC LIMIT 1",
            [dataset, .. parameters]
        );

    private async Task<string> ActAsync(string mutation, Guid id) =>
        Outcome(
            await server.GraphQLAsync(
                $$"""mutation($id: UUID!) { act: {{mutation}}(input: {datasetId: $id}) { errors { ... on Error { code } } } }""",
                new { id },
                server.AdminKey
            )
        );

    private async Task<string> UploadAsync(int number) =>
        Outcome(await server.UploadAsync($"yob19{number:00}.txt", System.Text.Encoding.ASCII.GetBytes($"Emma,F,1{number}\n")));

    private static string Outcome(JsonElement response)
    {
        Assert.True(response.TryGetProperty("data", out var data), response.ToString());
        var errors = data.EnumerateObject().Single().Value.GetProperty("errors");
        return errors.ValueKind == JsonValueKind.Null ? "done" : errors[0].GetProperty("code").GetString()!;
    }

    /// <summary>A server whose jobs have a lease of 30 seconds and a heartbeat every half second.</summary>
    public sealed class FrequentHeartbeatFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:LeaseDuration", "00:00:30", "--Jobs:HeartbeatInterval", "00:00:00.5");
}
