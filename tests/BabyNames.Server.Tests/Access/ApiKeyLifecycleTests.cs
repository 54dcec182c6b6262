using System.Globalization;
using System.Net;
using System.Text.Json;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

public class ApiKeyLifecycleTests(ApiKeyFixture keys) : IClassFixture<ApiKeyFixture>
{
    [Fact]
    public async Task A_new_key_is_shown_once_and_only_its_bcrypt_hash_is_stored()
    {
        var made = await keys.AdminAsync(
            """createApiKey(input: { name: "Reporting", role: VIEWER }) { apiKey { key info { keyId name role expiresAt revokedAt } """
                + """} errors { __typename } }"""
        );
        var key = made.GetProperty("apiKey").GetProperty("key").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        Assert.Equal(
            $$"""{"keyId":"{{ApiKeyFixture.IdOf(key)}}","name":"Reporting","role":"VIEWER","expiresAt":null,"revokedAt":null}""",
            made.GetProperty("apiKey").GetProperty("info").GetRawText()
        );
        var secret = ApiKey.Parse(key)!.Secret;
        var row = Assert.Single(
            await keys.SqlAsync("SELECT TO_JSONB(k)::TEXT, key_hash FROM api_keys k WHERE key_id = $1", ApiKeyFixture.IdOf(key))
        );
        Assert.DoesNotContain(secret, (string)row[0], StringComparison.Ordinal);
        Assert.True(BCrypt.Net.BCrypt.Verify(secret, (string)row[1]));
    }

    [Fact]
    public async Task The_list_of_keys_has_the_time_of_last_use()
    {
        var key = await keys.KeyAsync();
        Assert.Equal(JsonValueKind.Null, (await ListedAsync(key)).GetProperty("lastUsedAt").ValueKind);
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        await SeenAsUsedAsync(key);
    }

    [Fact]
    public async Task The_time_of_last_use_is_written_once_a_minute()
    {
        var (key, old, marker) = (await keys.KeyAsync(), await keys.KeyAsync(), await keys.KeyAsync());
        var now = keys.Clock.GetUtcNow();
        foreach (var (used, ago) in new[] { (key, 50), (old, 70) })
            await keys.SqlAsync(
                "UPDATE api_keys SET last_used_at = $1 WHERE key_id = $2",
                now.AddSeconds(-ago).UtcDateTime,
                ApiKeyFixture.IdOf(used)
            );
        var written = await UsedAsync(key);
        foreach (var used in new[] { key, old, marker })
            Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(used));
        // The server writes the times of use of all keys at once.
        await SeenAsUsedAsync(marker);
        Assert.Equal(written, await UsedAsync(key));
        Assert.True(now.UtcDateTime - (DateTime)(await UsedAsync(old))[0][0] < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_revoked_key_stops_working_at_once_also_when_revoked_in_SQL()
    {
        var (first, second) = (await keys.KeyAsync(), await keys.KeyAsync());
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(first));
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(second));
        await keys.AdminAsync($$"""revokeApiKey(input: { keyId: "{{ApiKeyFixture.IdOf(first)}}" }) { apiKey { revokedAt } }""");
        await keys.EndsAsync(first);
        await keys.SqlAsync("UPDATE api_keys SET revoked_at = NOW() WHERE key_id = $1", ApiKeyFixture.IdOf(second));
        await keys.EndsAsync(second);
    }

    [Fact]
    public async Task A_revoked_key_stops_working_also_without_a_notification()
    {
        var key = await keys.KeyAsync();
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        // The clock advances, so that the cached key is older than the time at which the server listens again.
        keys.Clock.Advance(TimeSpan.FromSeconds(1));
        await keys.SqlAsync(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = CURRENT_DATABASE() AND application_name LIKE 'babynames api_%' AND (query = 'SELECT 1' OR query LIKE 'LISTEN%')
            """
        );
        await keys.SqlAsync("UPDATE api_keys SET revoked_at = NOW() WHERE key_id = $1", ApiKeyFixture.IdOf(key));
        await keys.EndsAsync(key);
    }

    [Fact]
    public async Task A_rotated_key_works_until_the_end_of_its_grace_period()
    {
        var old = await keys.KeyAsync();
        var made = await keys.AdminAsync(
            $$"""rotateApiKey(input: { keyId: "{{ApiKeyFixture.IdOf(old)}}" }) { apiKey { key info { name role } } }"""
        );
        var next = made.GetProperty("apiKey").GetProperty("key").GetString()!;
        Assert.Equal("""{"name":"a test","role":"VIEWER"}""", made.GetProperty("apiKey").GetProperty("info").GetRawText());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await keys.StatusAsync(old), await keys.StatusAsync(next)));
        var end = (DateTime)(await keys.SqlAsync("SELECT expires_at FROM api_keys WHERE key_id = $1", ApiKeyFixture.IdOf(old)))[0][0];
        Assert.Equal(24, (end - keys.Clock.GetUtcNow()).TotalHours, tolerance: 0.001);
        await keys.AdminAsync($$"""rotateApiKey(input: { keyId: "{{ApiKeyFixture.IdOf(next)}}", overlapHours: 0 }) { apiKey { key } }""");
        await keys.EndsAsync(next);
    }

    [Fact]
    public async Task The_successor_of_a_rotated_key_keeps_its_expiry_unless_another_is_given()
    {
        const string end = "2100-12-31T00:00:00.000Z";
        var made = await keys.AdminAsync(
            $$"""createApiKey(input: { name: "a test", role: VIEWER, expiresAt: "{{end}}" }) { apiKey { info { keyId expiresAt } } }"""
        );
        var info = made.GetProperty("apiKey").GetProperty("info");
        var id = info.GetProperty("keyId").GetString();
        foreach (
            var (argument, expected) in new[]
            {
                ("", end),
                (", expiresAt: \"2090-01-01T00:00:00.000Z\"", "2090-01-01T00:00:00.000Z"),
                (", expiresAt: null, overlapHours: 1", ""),
            }
        )
        {
            var next = (
                await keys.AdminAsync($$"""rotateApiKey(input: { keyId: "{{id}}"{{argument}} }) { apiKey { info { keyId expiresAt } } }""")
            )
                .GetProperty("apiKey")
                .GetProperty("info");
            if (expected.Length > 0)
                Assert.Equal(
                    expected,
                    next.GetProperty("expiresAt").GetDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
                );
            // The old key expires at the end of its overlap. A key that replaces it from then on expires at the same time.
            else
                Assert.Equal(24, (next.GetProperty("expiresAt").GetDateTimeOffset() - keys.Clock.GetUtcNow()).TotalHours, tolerance: 0.001);
        }
    }

    [Fact]
    public async Task A_key_stops_working_at_its_expiry()
    {
        var key = await keys.KeyAsync();
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        // The database has its own clock, so the key is valid for the database during the whole test.
        var soon = keys.Clock.GetUtcNow().AddHours(1);
        await keys.AdminAsync(
            $$"""expireApiKey(input: { keyId: "{{ApiKeyFixture.IdOf(key)}}", expiresAt: "{{soon:O}}" }) { apiKey { expiresAt } """
                + $$"""errors { __typename } }"""
        );
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        keys.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await keys.StatusAsync(key));
    }

    [Fact]
    public async Task The_last_admin_key_cannot_be_revoked_or_expired()
    {
        var id = ApiKeyFixture.IdOf(keys.AdminKey);
        var later = keys.Clock.GetUtcNow().AddDays(1);
        foreach (
            var mutation in new[]
            {
                $$"""revokeApiKey(input: { keyId: "{{id}}" })""",
                $$"""expireApiKey(input: { keyId: "{{id}}", expiresAt: "{{later:O}}" })""",
            }
        )
        {
            var refused = await keys.AdminAsync(mutation + " { apiKey { keyId } errors { __typename ... on Error { code } } }");
            Assert.Equal("""{"apiKey":null,"errors":[{"__typename":"LastAdminKeyError","code":"BN214"}]}""", refused.GetRawText());
        }
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(keys.AdminKey));
    }

    [Theory]
    [InlineData("createApiKey(input: { name: \" \", role: VIEWER })", "BN208")]
    [InlineData("createApiKey(input: { name: \"x\", role: VIEWER, expiresAt: \"2020-01-01T00:00:00Z\" })", "BN208")]
    [InlineData("rotateApiKey(input: { keyId: \"AAAAAAAAAAAA\" })", "BN213")]
    [InlineData("rotateApiKey(input: { keyId: \"AAAAAAAAAAAA\", overlapHours: 100000 })", "BN208")]
    [InlineData("revokeApiKey(input: { keyId: \"\" })", "BN213")]
    [InlineData("expireApiKey(input: { keyId: \"AAAAAAAAAAAA\", expiresAt: \"2020-01-01T00:00:00Z\" })", "BN208")]
    public async Task An_invalid_key_mutation_returns_its_error_code(string mutation, string code)
    {
        var refused = await keys.AdminAsync(mutation + " { errors { ... on Error { code } } }");
        Assert.Equal($$"""[{"code":"{{code}}"}]""", refused.GetProperty("errors").GetRawText());
    }

    /// <summary>Waits until the last use of a key is stored. The server stores it every few seconds of its own clock.</summary>
    private Task SeenAsUsedAsync(string key) =>
        Eventually.SeeAsync(
            () =>
            {
                keys.Clock.Advance(TimeSpan.FromSeconds(1));
                return ListedAsync(key);
            },
            listed => listed.GetProperty("lastUsedAt").ValueKind == JsonValueKind.String,
            "the last use of the key to be stored"
        );

    private Task<List<object[]>> UsedAsync(string key) =>
        keys.SqlAsync("SELECT last_used_at, xmin::TEXT FROM api_keys WHERE key_id = $1", ApiKeyFixture.IdOf(key));

    private async Task<JsonElement> ListedAsync(string key) =>
        (await keys.DataAsync("{ apiKeys { keyId lastUsedAt } }", key: keys.AdminKey))
            .GetProperty("apiKeys")
            .EnumerateArray()
            .Single(info => info.GetProperty("keyId").GetString() == ApiKeyFixture.IdOf(key));
}
