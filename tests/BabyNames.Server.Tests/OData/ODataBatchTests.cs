using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace BabyNames.Server.Tests.OData;

public class ODataBatchTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private const string Failing = "NameStatistics?$filter=Nothing eq 1";

    /// <summary>A URL that is longer than many proxies accept.</summary>
    private static string Long =>
        "Countries?$select=Code&$filter=Code in (" + string.Join(',', Enumerable.Range(0, 700).Select(i => $"'X{i}'").Append("'US'")) + ")";

    [Theory]
    [InlineData("Countries?$select=Code&$orderby=Code%20desc&$top=1")]
    [InlineData("/odata/Countries?$select=Code&$orderby=Code desc&$top=1")]
    [InlineData("ROOT/odata/Countries?$select=Code&$orderby=Code desc&$top=1")]
    public async Task Each_response_equals_the_response_outside_of_a_batch(string target)
    {
        var alone = (await server.AskAsync("Countries?$select=Code&$orderby=Code desc&$top=1")).Body;
        var address = target.Replace("ROOT", server.Client.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal);
        var answers = await MultipartAsync([address, "Countries/$count", Long], continueOnError: false);
        Assert.Equal([200, 200, 200], answers.Select(answer => answer.Status));
        Assert.Equal([alone, "4"], answers.Take(2).Select(answer => answer.Body));
        Assert.Contains("{\"Code\":\"US\"}", answers[2].Body, StringComparison.Ordinal);

        var json = await JsonAsync([address, "Countries/$count", Long], continueOnError: false);
        Assert.Equal(["0", "1", "2"], json.Select(answer => answer.GetProperty("id").GetString()));
        Assert.Equal(alone, json[0].GetProperty("body").GetRawText());
        Assert.Equal("4", json[1].GetProperty("body").GetString());
        Assert.Equal("4.0", json[0].GetProperty("headers").GetProperty("odata-version").GetString());
    }

    [Theory]
    [InlineData(false, new[] { 200, 400 })]
    [InlineData(true, new[] { 200, 400, 404, 400, 200 })]
    public async Task A_batch_ends_at_the_first_error_without_continue_on_error(bool continueOnError, int[] expected)
    {
        string[] targets = ["Countries", Failing, "Nowhere", "http://elsewhere.example/odata/Countries", "Countries/$count"];
        var answers = await MultipartAsync(targets, continueOnError);
        Assert.Equal(expected, answers.Select(answer => answer.Status));
        Assert.Contains("BN400", answers[1].Body, StringComparison.Ordinal);
        Assert.Equal(expected, (await JsonAsync(targets, continueOnError)).Select(answer => answer.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task A_request_that_depends_on_a_failed_one_is_not_run()
    {
        object[] requests =
        [
            new
            {
                id = "a",
                method = "get",
                url = Failing,
            },
            new
            {
                id = "b",
                method = "get",
                url = "Countries/$count",
                dependsOn = new[] { "a" },
            },
            new
            {
                id = "c",
                method = "get",
                url = "Countries/$count",
            },
            new
            {
                id = "d",
                method = "get",
                url = "Countries/$count",
                dependsOn = new[] { "c" },
            },
            new
            {
                id = "e",
                method = "get",
                url = "Countries/$count",
                dependsOn = new[] { "c", "b" },
            },
        ];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/odata/$batch") { Content = JsonContent.Create(new { requests }) };
        request.Headers.Add("Prefer", "continue-on-error");
        using var response = await server.Client.SendAsync(request);
        var answers = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses").EnumerateArray().ToList();
        Assert.Equal([400, 424, 200, 200, 424], answers.Select(answer => answer.GetProperty("status").GetInt32()));
        Assert.Equal("BN424", answers[1].GetProperty("body").GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(
        """{"requests":[{"id":"a","method":"get","url":"Countries"},{"id":"a","method":"get","url":"Countries"}]}""",
        "Two requests of the batch have the id a."
    )]
    [InlineData(
        """{"requests":[{"id":"a","method":"get","url":"Countries","dependsOn":["b"]},{"id":"b","method":"get","url":"Countries"}]}""",
        "depends on b, which is not an earlier request"
    )]
    public async Task Invalid_ids_and_dependencies_are_refused(string batch, string message)
    {
        using var response = await server.Client.PostAsync("/odata/$batch", new StringContent(batch, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("GET", 400, "$batch")]
    public async Task A_write_or_a_nested_batch_is_refused(string method, int status, string target = "Countries")
    {
        using var response = await server.Client.PostAsJsonAsync(
            "/odata/$batch",
            new
            {
                requests = new[]
                {
                    new
                    {
                        id = "1",
                        method,
                        url = target,
                    },
                },
            }
        );
        var answer = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses")[0];
        Assert.Equal(status, answer.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("text/plain", "x")]
    [InlineData("multipart/mixed", "x")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\nContent-Type: application/http\r\n\r\nnot a request\r\n--b--")]
    [InlineData("multipart/mixed; boundary=b", "no boundary at all")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\nContent-Type: application/http\r\n\r\nGET Countries HTTP/1.1\r\n\r\n")]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "{\"requests\":[{\"id\":\"1\"}]}")]
    [InlineData("application/json", "{}")]
    public async Task A_body_that_is_not_a_batch_is_refused(string contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await server.Client.PostAsync("/odata/$batch", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            "BN400",
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_batch_can_request_the_metadata_by_a_relative_address()
    {
        string[] targets = ["$metadata", "Countries/$count"];
        Assert.Equal([200, 200], (await MultipartAsync(targets, continueOnError: false)).Select(answer => answer.Status));
        var json = await JsonAsync(targets, continueOnError: false);
        Assert.Equal(await server.Client.GetStringAsync("/odata/$metadata"), json[0].GetProperty("body").GetString());
    }

    [Fact]
    public async Task The_response_of_a_part_has_its_Content_ID()
    {
        using var content = new StringContent(
            "--b\r\nContent-Type: application/http\r\nContent-ID: 7\r\n\r\nGET Countries/$count HTTP/1.1\r\n\r\n\r\n--b--\r\n"
        );
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/mixed; boundary=b");
        using var response = await server.Client.PostAsync("/odata/$batch", content);
        var reader = new MultipartReader(
            response.Content.Headers.ContentType!.Parameters.Single().Value!,
            await response.Content.ReadAsStreamAsync()
        );
        Assert.Equal("7", (await reader.ReadNextSectionAsync())!.Headers!["Content-ID"]);
    }

    [Fact]
    public async Task A_batch_above_the_limit_of_requests_is_refused()
    {
        var requests = Enumerable
            .Range(0, 101)
            .Select(i => new
            {
                id = $"{i}",
                method = "GET",
                url = "Countries",
            });
        using var response = await server.Client.PostAsJsonAsync("/odata/$batch", new { requests });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("100 requests", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<List<(int Status, string Body)>> MultipartAsync(string[] targets, bool continueOnError)
    {
        var body = string.Concat(
            targets.Select(target =>
                $"--batch_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET "
                + $"{target.Replace(" ", "%20", StringComparison.Ordinal)} HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n"
            )
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/odata/$batch")
        {
            Content = new StringContent(body + "--batch_1--\r\n"),
        };
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/mixed; boundary=batch_1");
        if (continueOnError)
            request.Headers.Add("Prefer", "odata.continue-on-error");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var reader = new MultipartReader(
            response.Content.Headers.ContentType!.Parameters.Single().Value!,
            await response.Content.ReadAsStreamAsync()
        );
        var answers = new List<(int, string)>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var text = await section.ReadAsStringAsync();
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            answers.Add((int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), text[(head + 4)..]));
        }
        return answers;
    }

    private async Task<List<JsonElement>> JsonAsync(string[] targets, bool continueOnError)
    {
        var requests = targets.Select(
            (url, i) =>
                new
                {
                    id = $"{i}",
                    method = "get",
                    url,
                }
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/odata/$batch") { Content = JsonContent.Create(new { requests }) };
        if (continueOnError)
            request.Headers.Add("Prefer", "continue-on-error");
        using var response = await server.Client.SendAsync(request);
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses").EnumerateArray()];
    }
}
