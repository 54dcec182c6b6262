using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;
using Snapshooter.Xunit;

namespace BabyNames.Server.Tests.Snapshots;

/// <summary>A server that runs no jobs and contains the rows with at least 1,000 births from the US files of 2022 and 2023.</summary>
public sealed partial class SnapshotFixture()
    : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false"),
        IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(
        Repository.Folder,
        "tests",
        "BabyNames.Server.Tests",
        "Snapshots",
        "__snapshots__"
    );

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await Some.CompletedAsync(Databases, [.. NamesFixture.Real(2022).Concat(NamesFixture.Real(2023)).Where(row => row.Count >= 1_000)]);
        await UpToDateAsync();
    }

    /// <summary>Compares a response with the file <c>__snapshots__/NAME.snap</c>. With BABYNAMES_APPROVE=1, writes the file. Call this
    /// method in the test method itself or in a method that the test method calls, because the folder of the test class determines the
    /// folder of the file.</summary>
    internal static void Match(string response, string name)
    {
        if (Approved.IsWriting)
            File.Delete(Path.Combine(Folder, $"{name}.snap"));
        Snapshot.Match(response, name);
    }

    /// <returns>The request, and the status, media type and formatted JSON body of the response. Placeholders replace the address of the
    /// server, ids and times.</returns>
    internal async Task<string> PostGraphQLAsync(GraphQLCase @case)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = @case.Query, variables = @case.Variables }),
        };
        request.Headers.Accept.ParseAdd("application/graphql-response+json");
        var key = @case.Sender switch
        {
            Sender.Admin => AdminKey,
            Sender.Viewer => ViewerKey,
            _ => null,
        };
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        return await SendAsync(request, @case.Query);
    }

    /// <inheritdoc cref="PostGraphQLAsync(GraphQLCase)"/>
    internal async Task<string> GetODataAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/odata/{path}");
        request.Headers.Accept.ParseAdd(accept);
        return await SendAsync(request, path);
    }

    private async Task<string> SendAsync(HttpRequestMessage request, string text)
    {
        using var response = await Client.SendAsync(request);
        var snapshot = new JsonObject
        {
            ["request"] = text,
            ["status"] = (int)response.StatusCode,
            ["mediaType"] = response.Content.Headers.ContentType?.MediaType,
            ["body"] = JsonNode.Parse(await response.Content.ReadAsStringAsync()),
        };
        var json = snapshot.ToJsonString(Format).Replace($"{Client.BaseAddress}", "http://localhost/", StringComparison.Ordinal);
        return Time().Replace(Uuid().Replace(json, "UUID"), "TIME");
    }

    [GeneratedRegex(@"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT[\d:.]+Z")]
    private static partial Regex Time();
}

internal enum Sender
{
    Anonymous,
    Viewer,
    Admin,
}

internal sealed record GraphQLCase(string Query, object? Variables = null, Sender Sender = Sender.Anonymous);

/// <summary>The test classes that share a <see cref="SnapshotFixture"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SnapshotCollection : ICollectionFixture<SnapshotFixture>
{
    public const string Name = "snapshots";
}
