using System.Net;
using System.Text.Json;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

public class KeyLifeTests(KeyFixture keys) : IClassFixture<KeyFixture>
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_new_key_is_shown_once_and_stored_as_bcrypt_alone()
    {
        var made = await keys.AdminAsync("""createApiKey(input: { name: "Reporting", role: VIEWER }) { apiKey { key info { keyId name role expiresAt revokedAt } } errors { __typename } }""");
        var key = made.GetProperty("apiKey").GetProperty("key").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        Assert.Equal(
            $$"""{"keyId":"{{KeyFixture.IdOf(key)}}","name":"Reporting","role":"VIEWER","expiresAt":null,"revokedAt":null}""",
            made.GetProperty("apiKey").GetProperty("info").GetRawText());
        var secret = ApiKey.Parse(key)!.Secret;
        var row = Assert.Single(await keys.SqlAsync("SELECT TO_JSONB(k)::TEXT, key_hash FROM api_keys k WHERE key_id = $1", KeyFixture.IdOf(key)));
        Assert.DoesNotContain(secret, (string)row[0], StringComparison.Ordinal);
        Assert.True(BCrypt.Net.BCrypt.Verify(secret, (string)row[1]));
    }

    [Fact]
    public async Task Keys_are_listed_with_when_they_were_last_used()
    {
        var key = await keys.KeyAsync();
        Assert.Equal(JsonValueKind.Null, (await ListedAsync(key)).GetProperty("lastUsedAt").ValueKind);
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        await Eventually.SeeAsync(() => ListedAsync(key), listed => listed.GetProperty("lastUsedAt").ValueKind == JsonValueKind.String, "the key to be seen as used");
        var written = await keys.SqlAsync("SELECT last_used_at, xmin::TEXT FROM api_keys WHERE key_id = $1", KeyFixture.IdOf(key));
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.Equal(written, await keys.SqlAsync("SELECT last_used_at, xmin::TEXT FROM api_keys WHERE key_id = $1", KeyFixture.IdOf(key)));
    }

    [Fact]
    public async Task A_revoked_key_ends_within_a_second_whoever_revokes_it()
    {
        var (first, second) = (await keys.KeyAsync(), await keys.KeyAsync());
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(first));
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(second));
        await keys.AdminAsync($$"""revokeApiKey(input: { keyId: "{{KeyFixture.IdOf(first)}}" }) { apiKey { revokedAt } }""");
        Assert.InRange(await keys.EndsAsync(first), TimeSpan.Zero, ASecond);
        await keys.SqlAsync("UPDATE api_keys SET revoked_at = NOW() WHERE key_id = $1", KeyFixture.IdOf(second));
        Assert.InRange(await keys.EndsAsync(second), TimeSpan.Zero, ASecond);
    }

    [Fact]
    public async Task A_revoked_key_ends_also_while_nobody_is_told()
    {
        var key = await keys.KeyAsync();
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        await keys.SqlAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = CURRENT_DATABASE() AND application_name LIKE '%api_writer'");
        await keys.SqlAsync("UPDATE api_keys SET revoked_at = NOW() WHERE key_id = $1", KeyFixture.IdOf(key));
        Assert.InRange(await keys.EndsAsync(key), TimeSpan.Zero, ASecond);
    }

    [Fact]
    public async Task A_rotated_key_goes_on_for_as_long_as_was_said()
    {
        var old = await keys.KeyAsync();
        var made = await keys.AdminAsync($$"""rotateApiKey(input: { keyId: "{{KeyFixture.IdOf(old)}}" }) { apiKey { key info { name role } } }""");
        var next = made.GetProperty("apiKey").GetProperty("key").GetString()!;
        Assert.Equal("""{"name":"a test","role":"VIEWER"}""", made.GetProperty("apiKey").GetProperty("info").GetRawText());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await keys.StatusAsync(old), await keys.StatusAsync(next)));
        var left = await keys.Databases.Owner.OneAsync<decimal>("SELECT ROUND(EXTRACT(EPOCH FROM expires_at - NOW()) / 3600) FROM api_keys WHERE key_id = $1", KeyFixture.IdOf(old));
        Assert.Equal(24, left);
        await keys.AdminAsync($$"""rotateApiKey(input: { keyId: "{{KeyFixture.IdOf(next)}}", overlapHours: 0 }) { apiKey { key } }""");
        Assert.InRange(await keys.EndsAsync(next), TimeSpan.Zero, ASecond);
    }

    [Fact]
    public async Task A_key_ends_when_it_was_said_to()
    {
        var key = await keys.KeyAsync();
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(key));
        var soon = DateTimeOffset.UtcNow.AddSeconds(1.5);
        await keys.AdminAsync($$"""expireApiKey(input: { keyId: "{{KeyFixture.IdOf(key)}}", expiresAt: "{{soon:O}}" }) { apiKey { expiresAt } errors { __typename } }""");
        await keys.EndsAsync(key);
        Assert.InRange(DateTimeOffset.UtcNow, soon, soon + ASecond);
    }

    [Fact]
    public async Task The_last_key_of_an_admin_stays()
    {
        var id = KeyFixture.IdOf(keys.AdminKey);
        var later = DateTimeOffset.UtcNow.AddDays(1);
        foreach (var mutation in new[] { $$"""revokeApiKey(input: { keyId: "{{id}}" })""", $$"""expireApiKey(input: { keyId: "{{id}}", expiresAt: "{{later:O}}" })""" })
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
    public async Task What_cannot_be_done_is_said(string mutation, string code)
    {
        var refused = await keys.AdminAsync(mutation + " { errors { ... on Error { code } } }");
        Assert.Equal($$"""[{"code":"{{code}}"}]""", refused.GetProperty("errors").GetRawText());
    }

    private async Task<JsonElement> ListedAsync(string key) => (await keys.DataAsync("{ apiKeys { keyId lastUsedAt } }", key: keys.AdminKey))
        .GetProperty("apiKeys").EnumerateArray().Single(one => one.GetProperty("keyId").GetString() == KeyFixture.IdOf(key));
}
