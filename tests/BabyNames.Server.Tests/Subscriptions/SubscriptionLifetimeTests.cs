using System.Text.Json;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BabyNames.Server.Tests.Subscriptions;

/// <summary>Tests what causes the server to end a subscription and what does not.</summary>
public class SubscriptionLifetimeTests(SubscriptionLifetimeTests.KeyRecheckFixture server)
    : IClassFixture<SubscriptionLifetimeTests.KeyRecheckFixture>
{
    [Theory]
    [InlineData("sse", "revoked_at = NOW()")]
    [InlineData("ws", "revoked_at = NOW()")]
    [InlineData("sse", "expires_at = NOW()")]
    public async Task A_revoked_or_deleted_key_ends_only_its_own_subscriptions(string protocol, string change)
    {
        var key = await KeyAsync(expiresAt: null);
        await using var mine = Subscribe(protocol, key);
        await using var other = Subscribe(protocol, server.ViewerKey);
        await mine.NextAsync("statisticsUpdated");
        await other.NextAsync("statisticsUpdated");
        await server.SqlAsync($"UPDATE api_keys SET {change} WHERE key_id = $1", key[3..15]);
        await ExpectKeyEndedAsync(mine, protocol);
        await server.SqlAsync("NOTIFY babynames_statistics");
        await other.NextAsync("statisticsUpdated");
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("ws")]
    public async Task A_subscription_ends_when_its_key_expires(string protocol)
    {
        await using var mine = Subscribe(protocol, await KeyAsync(server.Clock.GetUtcNow().AddHours(1)));
        await mine.NextAsync("statisticsUpdated");
        server.Clock.Advance(TimeSpan.FromHours(1));
        await ExpectKeyEndedAsync(mine, protocol);
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("ws")]
    public async Task Changes_during_a_lost_listener_connection_are_delivered_afterwards(string protocol)
    {
        // The subscriptions of earlier tests may still be open.
        await server.SubscriptionsAsync(0);
        var id = await Some.DatasetRowAsync(server);
        await using var all = new Subscriber(
            protocol,
            server.Client.BaseAddress!,
            "subscription { datasetUpdated { id filename } }",
            key: server.ViewerKey
        );
        await using var one = new Subscriber(
            protocol,
            server.Client.BaseAddress!,
            "subscription($id: UUID) { datasetUpdated(id: $id) { id filename } }",
            new { id },
            server.ViewerKey
        );
        await one.NextAsync("datasetUpdated");
        await server.SubscriptionsAsync(2);
        await server.SqlAsync(
            """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
            WHERE datname = CURRENT_DATABASE() AND application_name = 'babynames api_readonly'
            """
        );
        await server.SqlAsync("UPDATE datasets SET filename = 'meanwhile' WHERE id = $1", id);
        foreach (var subscriber in new[] { all, one })
            await subscriber.UntilAsync("datasetUpdated", dataset => dataset.GetProperty("filename").GetString() == "meanwhile");
        await server.SqlAsync("UPDATE datasets SET filename = 'afterwards' WHERE id = $1", id);
        foreach (var subscriber in new[] { all, one })
            await subscriber.UntilAsync("datasetUpdated", dataset => dataset.GetProperty("filename").GetString() == "afterwards");
    }

    [Fact]
    public async Task A_change_from_a_transaction_older_than_the_subscription_is_delivered()
    {
        await server.SubscriptionsAsync(0);
        var id = await Some.DatasetRowAsync(server);
        await Eventually.SeeAsync(
            async () =>
                await server.Databases.Owner.OneAsync<long>(
                    """
                    SELECT COUNT(*) FROM pg_locks
                    WHERE locktype = 'advisory' AND mode = 'ShareLock' AND database =
                        (SELECT oid FROM pg_database WHERE datname = CURRENT_DATABASE())
                    """
                ),
            locks => locks == 0,
            "the server to stop listening"
        );
        await using var connection = await server.Databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var change = new Npgsql.NpgsqlCommand($"UPDATE datasets SET filename = 'begun before' WHERE id = '{id}'", connection))
            await change.ExecuteNonQueryAsync();
        await using var all = new Subscriber(
            "sse",
            server.Client.BaseAddress!,
            "subscription { datasetUpdated { id filename } }",
            key: server.ViewerKey
        );
        await using var one = new Subscriber(
            "sse",
            server.Client.BaseAddress!,
            "subscription($id: UUID) { datasetUpdated(id: $id) { filename } }",
            new { id },
            server.ViewerKey
        );
        Assert.Equal("yob2001.txt", (await one.NextAsync("datasetUpdated")).GetProperty("filename").GetString());
        await ExpectStartedAsync(all);
        await transaction.CommitAsync();
        foreach (var subscriber in new[] { one, all })
            await subscriber.UntilAsync("datasetUpdated", dataset => dataset.GetProperty("filename").GetString() == "begun before");
    }

    /// <summary>Waits until a subscription to all datasets has started. Such a subscription sends no message at its start, so the test
    /// changes a dataset until a message arrives.</summary>
    private async Task ExpectStartedAsync(Subscriber all)
    {
        var other = await Some.DatasetRowAsync(server);
        var message = all.NextAsync("datasetUpdated");
        for (var i = 1; !message.IsCompleted; i++)
        {
            await server.SqlAsync("UPDATE datasets SET row_count = $1 WHERE id = $2", i, other);
            await Task.WhenAny(message, Task.Delay(200));
        }
        Assert.Equal(other, (await message).GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("ws")]
    public async Task A_server_that_stops_completes_its_subscriptions(string protocol)
    {
        var stopping = new ServerFixture();
        await stopping.InitializeAsync();
        try
        {
            await using var subscriber = new Subscriber(
                protocol,
                stopping.Client.BaseAddress!,
                "subscription { statisticsUpdated { dataVersion } }"
            );
            await subscriber.NextAsync("statisticsUpdated");
            stopping.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            Assert.True((await subscriber.NextAsync()).GetProperty("complete").GetBoolean());
            await stopping.SubscriptionsAsync(0);
        }
        finally
        {
            await stopping.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("ws")]
    public async Task Changes_of_one_entity_are_delivered_in_order_including_the_last(string protocol)
    {
        var id = await Some.DatasetRowAsync(server);
        await using var subscriber = new Subscriber(
            protocol,
            server.Client.BaseAddress!,
            "subscription($id: UUID) { datasetUpdated(id: $id) { rowCount } }",
            new { id },
            server.ViewerKey
        );
        await subscriber.NextAsync("datasetUpdated");
        for (var i = 1; i <= 100; i++)
            await server.SqlAsync("UPDATE datasets SET row_count = $1 WHERE id = $2", i, id);
        for (var last = 0; last < 100; )
        {
            // The count is null until the first change. The server may send the initial state twice.
            var count = (await subscriber.NextAsync("datasetUpdated")).GetProperty("rowCount");
            var next = count.ValueKind == JsonValueKind.Null ? 0 : count.GetInt32();
            Assert.True(next >= last, $"The subscription sent {next} after {last}.");
            last = next;
        }
    }

    private static async Task ExpectKeyEndedAsync(Subscriber subscriber, string protocol)
    {
        var last = await subscriber.NextAsync();
        if (protocol == "ws")
        {
            Assert.Equal(4403, last.GetProperty("code").GetInt32());
            return;
        }
        Assert.Equal("AUTH_NOT_AUTHENTICATED", last.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.True, (await subscriber.NextAsync()).GetProperty("complete").ValueKind);
    }

    private async Task<string> KeyAsync(DateTimeOffset? expiresAt) =>
        (await server.Services.GetRequiredService<ApiKeyIssuer>().CreateAsync("a test", "viewer", expiresAt, default)).Text;

    private Subscriber Subscribe(string protocol, string key) =>
        new(protocol, server.Client.BaseAddress!, "subscription { statisticsUpdated { dataVersion } }", key: key);

    /// <summary>A server that requires a key and checks the keys of connections every minute. Its clock advances only when a test advances
    /// it.</summary>
    public sealed class KeyRecheckFixture()
        : FrozenClockFixture("--Access:AnonymousReading", "false", "--Access:KeyCheckInterval", "00:01:00");
}
