using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace BabyNames.Benchmarks;

/// <summary>Uploads files as a client does, and waits for their rows.</summary>
internal static class Uploads
{
    private const string Mutation =
        "mutation($file: Upload!) { uploadDataset(input: { file: $file, country: \"US\" }) { dataset { id } "
        + "errors { ... on Error { message } } } }";

    /// <summary>Uploads a file of the United States.</summary>
    public static async Task<Guid> SendAsync(ServerProcess server, string name, Stream file)
    {
        using var body = new MultipartFormDataContent
        {
            {
                new StringContent(JsonSerializer.Serialize(new { query = Mutation, variables = new { file = (string?)null } })),
                "operations"
            },
            { new StringContent("""{"0":["variables.file"]}"""), "map" },
            { new StreamContent(file), "0", name },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.AdminKey!);
        request.Headers.Add("GraphQL-Preflight", "1");
        using var answer = await server.Client.SendAsync(request);
        var data = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("uploadDataset");
        return data.GetProperty("errors").ValueKind == JsonValueKind.Null
            ? data.GetProperty("dataset").GetProperty("id").GetGuid()
            : throw new InvalidOperationException(data.ToString());
    }

    /// <summary>Uploads a file and waits until it is loaded.</summary>
    /// <returns>The dataset, and the time from the first byte sent until its rows are visible in <c>names</c>.</returns>
    public static async Task<(Guid Id, TimeSpan Time)> LoadAsync(ServerProcess server, string path)
    {
        var began = Stopwatch.StartNew();
        await using var file = File.OpenRead(path);
        var id = await SendAsync(server, Path.GetFileName(path), file);
        await CompletedAsync(server, id);
        return (id, began.Elapsed);
    }

    /// <summary>Deletes or restores a dataset.</summary>
    /// <param name="mutation">For example <c>deleteDataset</c>.</param>
    /// <returns>The times until the mutation is done and until the statistics show it.</returns>
    public static async Task<(TimeSpan Done, TimeSpan Shown)> ChangeAsync(ServerProcess server, string mutation, Guid dataset)
    {
        var began = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(
                new
                {
                    query = $"mutation {{ {mutation}(input: {{ datasetId: \"{dataset}\" }}) {{ "
                        + $"errors {{ ... on Error {{ message }} }} }} }}",
                }
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.AdminKey!);
        using var answer = await server.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Contains("message", StringComparison.Ordinal))
            throw new InvalidOperationException(text);
        var done = began.Elapsed;
        await RefreshedAsync(server);
        return (done, began.Elapsed);
    }

    public static async Task CompletedAsync(ServerProcess server, Guid dataset)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("babynames"));
        while (true)
        {
            await using var command = source.CreateCommand(
                "SELECT CASE status WHEN 'failed' THEN error_message ELSE status END FROM datasets WHERE id = $1"
            );
            command.Parameters.Add(new() { Value = dataset });
            switch ((string?)await command.ExecuteScalarAsync())
            {
                case "completed":
                    return;
                case "pending" or "processing":
                    await Task.Delay(10);
                    break;
                case var message:
                    throw new InvalidOperationException(message);
            }
        }
    }

    /// <summary>Waits until the statistics show every change.</summary>
    public static async Task RefreshedAsync(ServerProcess server)
    {
        while (
            (await server.Client.GetFromJsonAsync<JsonElement>("/health")) is var health
            && (health.GetProperty("dataVersion").GetInt64() == 0 || health.GetProperty("refreshDue").GetBoolean())
        )
            await Task.Delay(50);
    }
}
