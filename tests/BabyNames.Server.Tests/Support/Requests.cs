using System.Net.Http.Json;
using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>What tests ask of a server, wherever it runs.</summary>
internal static class Requests
{
    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string pathAndQuery)
    {
        using var response = await client.GetAsync(pathAndQuery);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{pathAndQuery} answered {(int)response.StatusCode}: {body}");
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
        var answer = await client.GraphQLAsync(query, variables, key);
        Assert.True(answer.TryGetProperty("data", out var data) && !answer.TryGetProperty("errors", out _), answer.ToString());
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

    /// <summary>The dataset of an upload that must be taken.</summary>
    public static async Task<Guid> AcceptedAsync(this HttpClient client, string filename, byte[] content, string key, string country = "US")
    {
        var answer = await client.UploadAsync(filename, content, key, country);
        var dataset = answer.TryGetProperty("data", out var data) ? data.GetProperty("uploadDataset").GetProperty("dataset") : default;
        Assert.True(dataset.ValueKind == JsonValueKind.Object, $"{filename} was not taken: {answer}");
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
