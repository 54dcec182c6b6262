using System.Net.Http.Json;
using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>Requests that tests send to a server in the test process or in another process.</summary>
internal static class Requests
{
    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string pathAndQuery)
    {
        using var response = await client.GetAsync(pathAndQuery);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{pathAndQuery} returned {(int)response.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    public static async Task<JsonElement> GraphQLAsync(this HttpClient client, string query, object? variables = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query, variables }) };
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        using var response = await client.SendAsync(request);
        return await JsonAsync(response);
    }

    public static async Task<JsonElement> DataAsync(this HttpClient client, string query, object? variables = null, string? key = null)
    {
        var response = await client.GraphQLAsync(query, variables, key);
        Assert.True(response.TryGetProperty("data", out var data) && !response.TryGetProperty("errors", out _), response.ToString());
        return data;
    }

    public static async Task<JsonElement> UploadAsync(
        this HttpClient client,
        string filename,
        byte[] content,
        string key,
        string country = "US",
        string? parser = null
    )
    {
        using var request = Uploading.Request(filename, content, country, parser, key);
        using var response = await client.SendAsync(request);
        return await JsonAsync(response);
    }

    /// <summary>Uploads a file that the server must accept, and returns the id of its dataset.</summary>
    public static async Task<Guid> AcceptedAsync(this HttpClient client, string filename, byte[] content, string key, string country = "US")
    {
        var response = await client.UploadAsync(filename, content, key, country);
        var dataset = response.TryGetProperty("data", out var data) ? data.GetProperty("uploadDataset").GetProperty("dataset") : default;
        Assert.True(dataset.ValueKind == JsonValueKind.Object, $"{filename} was not accepted: {response}");
        return dataset.GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        try
        {
            return JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"Expected JSON, got {(int)response.StatusCode}: {body}");
        }
    }
}
