using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>A server that requires a key, with 1,000 attempts for each network and metrics for Prometheus. Its clock stands still until
/// a test moves it.</summary>
public sealed class ApiKeyFixture()
    : FrozenClockFixture("--Access:AnonymousReading", "false", "--Access:MaxKeyAttempts", "1000", "--Telemetry:Prometheus", "true")
{
    /// <summary>A new key that works.</summary>
    public async Task<string> KeyAsync(string role = "VIEWER", string? admin = null)
    {
        var made = await AdminAsync(
            $$"""createApiKey(input: { name: "a test", role: {{role}} }) { apiKey { key } errors { ... on Error { message } } }""",
            admin
        );
        return made.GetProperty("apiKey").GetProperty("key").GetString()!;
    }

    /// <summary>The payload of a mutation by an admin.</summary>
    public async Task<JsonElement> AdminAsync(string mutation, string? key = null) =>
        (await DataAsync($"mutation {{ {mutation} }}", key: key ?? AdminKey)).EnumerateObject().Single().Value;

    public async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query={countries{totalCount}}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Waits until the server takes a key no more. As its clock stands still, it has to be told.</summary>
    public Task EndsAsync(string key) =>
        Eventually.SeeAsync(() => StatusAsync(key), status => status == HttpStatusCode.Unauthorized, "the key to end");

    public static string IdOf(string key) => ApiKey.Parse(key)!.KeyId;
}
