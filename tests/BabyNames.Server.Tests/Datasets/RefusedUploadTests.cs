using System.Net;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

public class RefusedUploadTests(RefusedUploadTests.UploadLimitFixture server) : IClassFixture<RefusedUploadTests.UploadLimitFixture>
{
    private static readonly byte[] File = "Emma,F,10\n"u8.ToArray();

    [Fact]
    public Task An_empty_file_is_refused() => AssertRefusedAsync(server.UploadAsync("yob2001.txt", []), "EmptyUploadError", "BN206");

    [Fact]
    public Task A_file_above_the_size_limit_is_refused() =>
        AssertRefusedAsync(server.UploadAsync("yob2001.txt", new byte[UploadLimitFixture.Limit + 1]), "UploadTooLargeError", "BN207");

    [Theory]
    [InlineData("XX")]
    [InlineData("us")]
    [InlineData("")]
    public Task An_unknown_country_is_refused(string country) =>
        AssertRefusedAsync(server.UploadAsync("yob2001.txt", File, country), "UnknownCountryError", "BN201");

    [Theory]
    [InlineData("US", "no_such_source")]
    [InlineData("GB", "us_ssa")]
    public Task A_source_of_another_country_or_an_unknown_source_is_refused(string country, string parser) =>
        AssertRefusedAsync(server.UploadAsync("yob2001.txt", File, country, parser), "UnknownSourceError", "BN202");

    [Theory]
    [InlineData(true, "AUTH_NOT_AUTHORIZED")]
    [InlineData(false, "AUTH_NOT_AUTHENTICATED")]
    public async Task An_upload_without_an_admin_key_is_refused(bool asViewer, string code)
    {
        using var request = Uploading.Request("yob2001.txt", File, "US", parser: null, asViewer ? server.ViewerKey : null);
        var answer = await SendAsync(request);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("data").ValueKind);
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("The current user is not authorized to access this resource.", error.GetProperty("message").GetString());
        Assert.Equal(code, error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("uploadDataset", Assert.Single(error.GetProperty("path").EnumerateArray()).GetString());
        await AssertNothingStoredAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    public async Task An_upload_without_the_preflight_header_is_refused(string? preflight)
    {
        using var request = Uploading.Request("yob2001.txt", File, "US", parser: null, server.AdminKey, preflight);
        var answer = await SendAsync(request, HttpStatusCode.BadRequest);
        Assert.Equal("HC0077", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task Reprocessing_without_an_admin_key_is_refused()
    {
        const string mutation = """
            mutation { reprocessDataset(input: { datasetId: "00000000-0000-0000-0000-000000000001", reason: "a test" }) { dataset { id } } }
            """;
        foreach (var (key, code) in new[] { (server.ViewerKey, "AUTH_NOT_AUTHORIZED"), (null, "AUTH_NOT_AUTHENTICATED") })
        {
            var answer = await server.GraphQLAsync(mutation, null, key);
            Assert.Equal(code, answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Reprocessing_without_a_reason_is_refused(string reason)
    {
        var answer = await server.DataAsync(
            """
            mutation ($reason: String!) {
              reprocessDataset(input: { datasetId: "00000000-0000-0000-0000-000000000001", reason: $reason }) {
                dataset { id } errors { __typename ... on Error { code } }
              }
            }
            """,
            new { reason },
            server.AdminKey
        );
        var error = Assert.Single(answer.GetProperty("reprocessDataset").GetProperty("errors").EnumerateArray());
        Assert.Equal(("InvalidInputError", "BN208"), (error.GetProperty("__typename").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Reprocessing_an_unknown_dataset_is_refused()
    {
        var id = Guid.NewGuid();
        var answer = await server.DataAsync(
            """
            mutation ($id: UUID!) {
              reprocessDataset(input: { datasetId: $id, reason: "a test" }) { dataset { id }
                  errors { __typename ... on Error { code message } } }
            }
            """,
            new { id },
            server.AdminKey
        );
        var error = Assert.Single(answer.GetProperty("reprocessDataset").GetProperty("errors").EnumerateArray());
        Assert.Equal(
            ("DatasetNotFoundError", "BN204", $"There is no dataset {id}. Take the id from the list of datasets."),
            (error.GetProperty("__typename").GetString(), error.GetProperty("code").GetString(), error.GetProperty("message").GetString())
        );
    }

    private async Task AssertRefusedAsync(Task<JsonElement> upload, string type, string code)
    {
        var answer = await upload;
        Assert.False(answer.TryGetProperty("errors", out _), answer.ToString());
        var payload = answer.GetProperty("data").GetProperty("uploadDataset");
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("dataset").ValueKind);
        var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal((type, code), (error.GetProperty("__typename").GetString(), error.GetProperty("code").GetString()));
        await AssertNothingStoredAsync();
    }

    private async Task AssertNothingStoredAsync()
    {
        Assert.Empty(await server.SqlAsync("SELECT * FROM datasets"));
        Assert.Empty(await server.SqlAsync("SELECT * FROM jobs"));
        Assert.Empty(Directory.GetFiles(server.StorageFolder, "*", SearchOption.AllDirectories));
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>A server that accepts files of at most 100,000 bytes.</summary>
    public sealed class UploadLimitFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Storage:MaxUploadBytes", $"{Limit}")
    {
        public const int Limit = 100_000;
    }
}
