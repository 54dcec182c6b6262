using BabyNames.Data.ApiKeys;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

public class ApiKeyTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public void A_new_key_has_the_documented_format_and_is_unique()
    {
        Assert.Matches("^bn_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$", ApiKey.Create().ToString());
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => ApiKey.Create().ToString()).Distinct().Count());
    }

    [Fact]
    public void The_text_of_a_key_parses_to_the_same_key()
    {
        var key = ApiKey.Create();
        Assert.Equal(key, ApiKey.Parse(key.ToString()));
    }

    [Fact]
    public void A_key_with_a_mistyped_character_does_not_parse()
    {
        var text = ApiKey.Create().ToString();
        for (var i = 0; i < text.Length; i++)
            Assert.Null(ApiKey.Parse(text[..i] + (text[i] == 'a' ? 'b' : 'a') + text[(i + 1)..]));
        Assert.Null(ApiKey.Parse(text[..^1]));
        Assert.Null(ApiKey.Parse(text + "a"));
    }

    [Theory]
    [InlineData("'plain text'")]
    [InlineData("'$1$abc'")]
    public async Task The_database_refuses_a_hash_that_is_not_bcrypt(string hash)
    {
        var exception = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            database.SqlAsync($"INSERT INTO api_keys (key_id, name, key_hash) VALUES ('AAAAAAAAAAAA', 'a test', {hash})")
        );
        Assert.Equal("chk_key_hash", exception.ConstraintName);
    }

    [Fact]
    public async Task An_expired_admin_key_does_not_count_as_an_admin()
    {
        var store = new ApiKeyStore(database.Databases);
        Assert.False(await store.HasAdminAsync(default));
        var hash = BCrypt.Net.BCrypt.HashPassword("secret", workFactor: 4);
        await store.AddAsync(new("AAAAAAAAAAAB", "a test", Roles.Admin, hash, DateTimeOffset.UtcNow.AddSeconds(-1)), default);
        Assert.False(await store.HasAdminAsync(default));
        await store.AddAsync(
            new("AAAAAAAAAAAC", "a test", Roles.Admin, hash.Replace("$04$", "$05$", StringComparison.Ordinal), null),
            default
        );
        Assert.True(await store.HasAdminAsync(default));
        await database.SqlAsync("UPDATE api_keys SET revoked_at = NOW()");
        Assert.False(await store.HasAdminAsync(default));
    }
}
