using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using BabyNames.GraphQLEngine;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests persisted documents by id. With a folder the server accepts other documents; with a manifest the server refuses other
/// documents.</summary>
public sealed class PersistedDocumentTests(
    PersistedDocumentTests.DocumentFolderFixture open,
    PersistedDocumentTests.DocumentManifestFixture closed,
    ServerFixture none
)
    : IClassFixture<PersistedDocumentTests.DocumentFolderFixture>,
        IClassFixture<PersistedDocumentTests.DocumentManifestFixture>,
        IClassFixture<ServerFixture>
{
    private const string Typename = "{\"query\":\"{ __typename }\"}";

    private static readonly string Files = Path.Combine(Repository.Folder, "tests", "BabyNames.Server.Tests", "GraphQL", "Persisted");
    private static readonly string Sha256 = Convert.ToHexStringLower(
        SHA256.HashData(File.ReadAllBytes(Path.Combine(Files, "codes.graphql")))
    );

    public static TheoryData<string> Ids =>
        new(
            "\"id\":\"codes\"",
            "\"documentId\":\"codes\"",
            $"\"id\":\"{Sha256}\"",
            $"\"documentId\":\"sha256:{Sha256}\"",
            $$$"""
            "extensions":{"persistedQuery":{"version":1,"sha256Hash":"{{{Sha256}}}"}}
            """
        );

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_document_is_found_by_its_id_or_hash(string id)
    {
        foreach (var server in new ServerFixture[] { open, closed })
        {
            // The second request finds the document in the document cache.
            for (var i = 1; i <= 2; i++)
            {
                var (status, answer) = await PostAsync(server, $"{{{id},\"variables\":{{\"n\":{i}}}}}");
                Assert.Equal(HttpStatusCode.OK, status);
                Assert.Equal(i, answer.GetProperty("data").GetProperty("countries").GetProperty("nodes").GetArrayLength());
            }
        }
    }

    [Theory]
    [InlineData("id=codes")]
    [InlineData("documentId=codes")]
    [InlineData("extensions={\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"$sha\"}}")]
    public async Task A_document_is_found_by_a_GET_request(string query)
    {
        foreach (var server in new ServerFixture[] { open, closed })
        {
            var answer = await server.GetJsonAsync(
                $"/graphql?{query.Replace("$sha", Sha256, StringComparison.Ordinal)}&variables={{\"n\":1}}"
            );
            Assert.Equal(1, answer.GetProperty("data").GetProperty("countries").GetProperty("nodes").GetArrayLength());
        }
    }

    [Theory]
    [InlineData("\"id\":\"no such\"")]
    [InlineData("\"id\":\"../codes\"")]
    [InlineData("\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"ab\"}}")]
    public async Task An_unknown_id_gets_PersistedQueryNotFound(string id)
    {
        foreach (var server in new ServerFixture[] { open, closed })
            await AssertRefusedAsync(server, $"{{{id}}}", "PersistedQueryNotFound", "HC0020");
    }

    /// <summary>After this error, Apollo and urql send complete documents and no hash.</summary>
    [Fact]
    public Task A_server_without_documents_returns_PersistedQueryNotSupported() =>
        AssertRefusedAsync(
            none,
            "{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"ab\"}}}",
            "PersistedQueryNotSupported",
            "PERSISTED_QUERY_NOT_SUPPORTED"
        );

    [Fact]
    public async Task Other_documents_are_refused_only_where_a_manifest_is_set()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(open, Typename)).Status);
        await AssertRefusedAsync(closed, Typename, "Only persisted operations are allowed.", "HC0067");
        await AssertRefusedAsync(
            closed,
            "{\"query\":\"{ __schema { description } }\"}",
            "Only persisted operations are allowed.",
            "HC0067"
        );
        await AssertRefusedAsync(closed, "{}", "Either the parameter query or the parameter id has to be set.", "HC0013");
    }

    [Fact]
    public async Task A_known_id_runs_its_own_document_and_not_the_sent_one()
    {
        var (_, answer) = await PostAsync(closed, "{\"query\":\"{ __typename }\",\"id\":\"codes\",\"variables\":{\"n\":1}}");
        Assert.Equal(["countries"], answer.GetProperty("data").EnumerateObject().Select(field => field.Name));
        await AssertRefusedAsync(closed, "{\"query\":\"{ __typename }\",\"id\":\"other\"}", "PersistedQueryNotFound", "HC0020");
    }

    [Fact]
    public async Task An_unknown_hash_with_its_document_is_accepted()
    {
        var (status, _) = await PostAsync(
            open,
            "{\"query\":\"{ __typename }\",\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"ab\"}}}"
        );
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData("{\"x\":\"{ __typename }\"}", null)]
    [InlineData(
        "{\"format\":\"apollo-persisted-query-manifest\",\"version\":1,\"operations\":[{\"id\":\"x\",\"name\":\"X\","
            + "\"type\":\"query\",\"body\":\"{ __typename }\"}]}",
        null
    )]
    [InlineData("{\"x\":\"{\"}", "The document x is not GraphQL: ")]
    [InlineData("{\"x\":1}", "is neither a JSON object from id to document nor a manifest")]
    [InlineData("[]", "is neither a JSON object from id to document nor a manifest")]
    [InlineData("no json", "is neither a JSON object from id to document nor a manifest")]
    [InlineData("{\"operations\":[{\"id\":\"x\"}]}", "is neither a JSON object from id to document nor a manifest")]
    public void A_manifest_is_checked_before_the_server_starts(string json, string? message)
    {
        var file = Path.Combine(TestFolder.Create(), "manifest.json");
        File.WriteAllText(file, json);
        var limits = new GraphQLLimits { PersistedDocumentsPath = file };
        var results = new List<ValidationResult>();
        Assert.Equal(message is null, Validator.TryValidateObject(limits, new(limits), results, validateAllProperties: true));
        if (message is not null)
            Assert.Contains(message, Assert.Single(results).ErrorMessage, StringComparison.Ordinal);
        TestFolder.Delete(Path.GetDirectoryName(file)!);
    }

    [Theory]
    [InlineData(
        "nested",
        "{ a ",
        "}",
        200,
        "The document nested is not accepted: The document is nested deeper than 128 brackets and braces."
    )]
    [InlineData("deep", "{ a ", "}", 16, "The document deep is not accepted: The document is nested deeper than 15 levels.")]
    [InlineData("long", "a ", "", 401, "The document long is not accepted: The document has more than 400 fields.")]
    public async Task One_over_a_limit_keeps_the_server_from_starting_with_one_line(
        string name,
        string open,
        string close,
        int count,
        string message
    )
    {
        var folder = TestFolder.Create();
        var text = string.Concat(Enumerable.Repeat(open, count)) + string.Concat(Enumerable.Repeat(close, count));
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.graphql"), text.StartsWith('{') ? text : $"{{ {text} }}");
        var (exitCode, output) = await Executable.RunAsync(
            folder,
            "serve",
            "--urls",
            "http://127.0.0.1:0",
            "--GraphQL:PersistedDocumentsPath",
            folder
        );
        Assert.Equal((1, $"GraphQL:PersistedDocumentsPath: {message}"), (exitCode, output));
        TestFolder.Delete(folder);
    }

    private static async Task AssertRefusedAsync(ServerFixture server, string json, string message, string code)
    {
        var (status, answer) = await PostAsync(server, json);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal($$$"""{"errors":[{"message":"{{{message}}}","extensions":{"code":"{{{code}}}"}}]}""", answer.GetRawText());
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(ServerFixture server, string json)
    {
        using var response = await server.Client.PostAsync("/graphql", new StringContent(json, null, "application/json"));
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>A server with a folder of persisted documents that accepts other documents.</summary>
    public sealed class DocumentFolderFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--GraphQL:PersistedDocumentsPath", Files);

    /// <summary>A server with a manifest of persisted documents that refuses other documents.</summary>
    public sealed class DocumentManifestFixture()
        : ServerFixture(
            "--Access:AnonymousReading",
            "true",
            "--GraphQL:PersistedDocumentsPath",
            Path.Combine(Files, "manifest.json"),
            "--GraphQL:RequirePersistedDocuments",
            "true"
        );
}
