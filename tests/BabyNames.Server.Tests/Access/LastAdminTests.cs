using System.Net;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>Checks that one admin key without an expiry always remains.</summary>
public class LastAdminTests(ApiKeyFixture keys) : IClassFixture<ApiKeyFixture>
{
    private const string NextYear = "2100-01-01T00:00:00Z";

    private static readonly string[] Acts =
    [
        """revokeApiKey(input: { keyId: "ID" })""",
        $$"""expireApiKey(input: { keyId: "ID", expiresAt: "{{NextYear}}" })""",
        $$"""rotateApiKey(input: { keyId: "ID", expiresAt: "{{NextYear}}" })""",
    ];

    public static TheoryData<string> Ends => [.. Acts];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task An_admin_key_with_an_expiry_does_not_count_as_the_last_admin_key(string end)
    {
        var ending = await keys.KeyAsync("ADMIN");
        Assert.Null(
            await CodeAsync(
                $$"""expireApiKey(input: { keyId: "{{ApiKeyFixture.IdOf(ending)}}", expiresAt: "{{NextYear}}" })""",
                keys.AdminKey
            )
        );
        Assert.Equal(
            "BN214",
            await CodeAsync(end.Replace("ID", ApiKeyFixture.IdOf(keys.AdminKey), StringComparison.Ordinal), keys.AdminKey)
        );
        Assert.Equal(1, await AdminKeysWithoutExpiryAsync());
        Assert.Equal(HttpStatusCode.OK, await keys.StatusAsync(keys.AdminKey));
        // The other admin key may expire, and so may the key of a viewer.
        Assert.Null(await CodeAsync(end.Replace("ID", ApiKeyFixture.IdOf(ending), StringComparison.Ordinal), keys.AdminKey));
        Assert.Null(await CodeAsync(end.Replace("ID", ApiKeyFixture.IdOf(await keys.KeyAsync()), StringComparison.Ordinal), keys.AdminKey));
    }

    [Fact]
    public async Task Two_admins_cannot_revoke_the_last_two_admin_keys_at_the_same_time()
    {
        var actor = await keys.KeyAsync("ADMIN");
        Assert.Null(
            await CodeAsync(
                $$"""expireApiKey(input: { keyId: "{{ApiKeyFixture.IdOf(actor)}}", expiresAt: "{{NextYear}}" })""",
                keys.AdminKey
            )
        );
        var remaining = ApiKeyFixture.IdOf(keys.AdminKey);
        for (var round = 0; round < 9; round++)
        {
            var other = ApiKeyFixture.IdOf(await keys.KeyAsync("ADMIN", actor));
            var codes = await Task.WhenAll(
                CodeAsync(Acts[round % 3].Replace("ID", remaining, StringComparison.Ordinal), actor),
                CodeAsync(Acts[round / 3].Replace("ID", other, StringComparison.Ordinal), actor)
            );
            Assert.Equal(["BN214", null], codes.OrderDescending());
            Assert.Equal(1, await AdminKeysWithoutExpiryAsync());
            remaining = codes[0] is null ? other : remaining;
        }
        // The other tests expect that only this admin key is valid.
        await keys.SqlAsync(
            "UPDATE api_keys SET revoked_at = CASE key_id WHEN $1 THEN NULL ELSE NOW() END, expires_at = NULL WHERE role = 'admin'",
            ApiKeyFixture.IdOf(keys.AdminKey)
        );
    }

    private Task<long> AdminKeysWithoutExpiryAsync() =>
        keys.Databases.Owner.OneAsync<long>(
            "SELECT COUNT(*) FROM api_keys WHERE role = 'admin' AND revoked_at IS NULL AND expires_at IS NULL"
        );

    /// <returns>The error code; null if the mutation succeeded.</returns>
    private async Task<string?> CodeAsync(string mutation, string actor)
    {
        var payload = await keys.AdminAsync(mutation + " { errors { ... on Error { code } } }", actor);
        return payload.GetProperty("errors") is { ValueKind: JsonValueKind.Array } errors
            ? errors[0].GetProperty("code").GetString()
            : null;
    }
}
