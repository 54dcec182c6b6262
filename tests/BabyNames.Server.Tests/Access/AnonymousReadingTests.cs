using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>Tests a server with anonymous reading and a server that requires a key.</summary>
public class AnonymousReadingTests(ServerFixture open, KeyRequiredFixture closed)
    : IClassFixture<ServerFixture>,
        IClassFixture<KeyRequiredFixture>
{
    private const string Query = "/graphql?query={countries{totalCount}}";

    public static TheoryData<string> Ways => ["Bearer", "bearer", "X-Api-Key", "Basic"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_valid_key_reads_whether_or_not_anonymous_reading_is_on(string way)
    {
        foreach (var server in new[] { open, closed })
        {
            foreach (var key in new[] { server.AdminKey, server.ViewerKey })
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, way, key));
        }
    }

    public static TheoryData<string, string> BadKeys
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var way in (string[])["Bearer", "X-Api-Key", "Basic"])
            {
                foreach (var key in (string[])["nonsense", "bn_", "unknown", "wrong secret", "mistyped", "revoked", "expired"])
                    pairs.Add(way, key);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(BadKeys))]
    public async Task An_invalid_key_is_refused_even_where_anonymous_reading_is_on(string way, string kind)
    {
        foreach (var server in new[] { open, closed })
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, way, await BadAsync(server, kind)));
    }

    [Theory]
    [InlineData("Basic", "!!!")]
    [InlineData("Basic", "bm8gY29sb24=")]
    [InlineData("Basic", "dXNlcjo=")]
    [InlineData("Bearer", "two words")]
    public async Task An_Authorization_header_without_a_key_is_refused(string scheme, string parameter)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Query);
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {parameter}"));
        using var response = await open.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_client_without_a_key_reads_where_anonymous_reading_is_on() =>
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(open, "none", ""));

    [Theory]
    [InlineData(Query)]
    [InlineData("/graphql?sdl")]
    [InlineData("/graphql?query={__typename}")]
    [InlineData("/graphql?query={__schema{types{name}}}")]
    public async Task A_client_without_a_key_reads_nothing_where_anonymous_reading_is_off(string path)
    {
        using var response = await closed.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["Bearer", "Basic"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        // GraphQL and OData have different forms of errors.
        var code = path.StartsWith("/graphql", StringComparison.Ordinal)
            ? body.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code")
            : body.GetProperty("error").GetProperty("code");
        Assert.Equal("BN401", code.GetString());
    }

    [Fact]
    public async Task An_upload_without_a_key_is_refused_and_stores_nothing()
    {
        using var request = Uploading.Request("yob2001.txt", "Emma,F,10\n"u8.ToArray(), "US", parser: null, key: null);
        using var response = await closed.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(await closed.SqlAsync("SELECT * FROM datasets"));
    }

    [Fact]
    public async Task Health_checks_need_no_key() =>
        Assert.Equal("ok", (await closed.GetJsonAsync("/health")).GetProperty("status").GetString());

    [Fact]
    public async Task A_key_in_the_query_string_is_refused_outside_of_OData()
    {
        using var response = await closed.Client.GetAsync($"{Query}&api_key={closed.AdminKey}");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task The_GraphQL_schema_has_no_field_of_a_hash_or_path()
    {
        var sdl = await open.Client.GetStringAsync("/graphql?sdl");
        Assert.All(["keyHash", "hash", "filePath", "lockedBy"], secret => Assert.DoesNotMatch($@"(?i)\b{secret}\b", sdl));
    }

    private static async Task<HttpStatusCode> StatusAsync(ServerFixture server, string way, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Query);
        if (way == "X-Api-Key")
            request.Headers.Add(way, key);
        else if (way == "Basic")
            request.Headers.Authorization = new(way, Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{key}")));
        else if (way != "none")
            request.Headers.Authorization = new AuthenticationHeaderValue(way, key);
        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<string> BadAsync(ServerFixture server, string kind)
    {
        var good = server.ViewerKey;
        var id = good[3..15];
        switch (kind)
        {
            case "unknown":
                return ApiKey.Create().ToString();
            case "wrong secret":
                return (ApiKey.Create() with { KeyId = id }).ToString();
            case "mistyped":
                return good[..20] + (good[20] == 'x' ? 'y' : 'x') + good[21..];
            case "revoked":
            case "expired":
                return await EndedAsync(server, kind);
            default:
                return kind;
        }
    }

    private static async Task<string> EndedAsync(ServerFixture server, string kind)
    {
        var key = ApiKey.Create();
        await server.SqlAsync(
            $"""
            INSERT INTO api_keys (key_id, name, key_hash, {(
                kind == "revoked" ? "revoked_at" : "expires_at"
            )}) VALUES ($1, $2, $3, NOW() - INTERVAL '1 second')
            """,
            key.KeyId,
            kind,
            BCrypt.Net.BCrypt.HashPassword(key.Secret, workFactor: 4)
        );
        return key.ToString();
    }
}
