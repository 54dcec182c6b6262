using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>A server that requires a key, allows 1,000 attempts for each network and exposes metrics for Prometheus. Its clock stands still
/// until a test advances it.</summary>
public sealed class ApiKeyFixture()
    : FrozenClockFixture("--Access:AnonymousReading", "false", "--Access:MaxKeyAttempts", "1000", "--Telemetry:Prometheus", "true")
{
    /// <summary>Creates a valid key.</summary>
    public async Task<string> KeyAsync(string role = "VIEWER", string? admin = null)
    {
        var made = await AdminAsync(
            $$"""createApiKey(input: { name: "a test", role: {{role}} }) { apiKey { key } errors { ... on Error { message } } }""",
            admin
        );
        return made.GetProperty("apiKey").GetProperty("key").GetString()!;
    }

    /// <summary>Sends a mutation as an admin and returns its payload.</summary>
    public async Task<JsonElement> AdminAsync(string mutation, string? key = null) =>
        (await DataAsync($"mutation {{ {mutation} }}", key: key ?? AdminKey)).EnumerateObject().Single().Value;

    public async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query={countries{totalCount}}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Waits until the server rejects a key. The clock of the server stands still, so the server learns of the end only by a
    /// notification.</summary>
    public Task EndsAsync(string key) =>
        Eventually.SeeAsync(() => StatusAsync(key), status => status == HttpStatusCode.Unauthorized, "the server to reject the key");

    public static string IdOf(string key) => ApiKey.Parse(key)!.KeyId;
}
