using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>A server where reading needs a key, and where many keys may be tried.</summary>
public sealed class KeyFixture() : ServerFixture("--Access:AnonymousReading", "false", "--Access:Attempts", "1000", "--Telemetry:Prometheus", "true")
{
    /// <summary>A new key that works.</summary>
    public async Task<string> KeyAsync(string role = "VIEWER")
    {
        var made = await AdminAsync($$"""createApiKey(input: { name: "a test", role: {{role}} }) { apiKey { key } errors { ... on Error { message } } }""");
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

    /// <summary>How long a key goes on.</summary>
    public async Task<TimeSpan> EndsAsync(string key)
    {
        var began = Stopwatch.StartNew();
        while (await StatusAsync(key) == HttpStatusCode.OK)
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        return began.Elapsed;
    }

    public static string IdOf(string key) => ApiKey.Parse(key)!.KeyId;
}
