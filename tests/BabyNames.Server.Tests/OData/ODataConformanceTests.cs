using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests the conformance requirements of a read-only service (OData Protocol, Conformance) item by item: the 4.0 levels Minimal,
/// Intermediate and Advanced, and the additions of 4.01. Other test classes test each feature in more detail.</summary>
public class ODataConformanceTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private const string ONeil = "NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='O''Neil')";

    private const string NextLink = "@odata.nextLink";

    /// <summary>The expected value lists the names of the GB rows in order, or other values of the response.</summary>
    [Theory]
    // 4.0 Intermediate requires $select, $top, $filter by eq and ne, and aliases. It recommends $skip, $count, $orderby and more operators.
    [InlineData("NameStatistics?$filter=CountryCode eq 'GB'&$select=Name&$orderby=Name&$top=2", "100% +&#?,Anne/Marie")]
    [InlineData("NameStatistics?$filter=CountryCode eq @c and Births ne @b&@c='GB'&@b=150&$select=Name&$orderby=Name", "100% +&#?,O'Neil")]
    [InlineData(
        "NameStatistics?$filter=CountryCode eq 'GB' and (Births gt 150 or Births lt 150) and not (Births ge 200)&$select=Name",
        "100% +&#?"
    )]
    [InlineData("NameStatistics?$filter=CountryCode eq 'GB' and Births add 50 eq 200 and Name in ('Zoë','Emma')&$select=Name", "Zoë")]
    [InlineData("NameStatistics?$filter=CountryCode eq 'GB' and contains(tolower(Name),'neil')&$select=Name", "O'Neil")]
    // 4.0 Advanced includes $orderby by several values and by an expression, $skip, $search and $expand.
    [InlineData("NameStatistics?$filter=CountryCode eq 'GB'&$orderby=Births desc,Name desc&$skip=1&$top=2&$select=Name", "Zoë,Anne/Marie")]
    [InlineData("NameStatistics?$filter=CountryCode eq 'GB'&$orderby=length(Name) desc&$top=1&$select=Name", "Anne/Marie")]
    [InlineData("NameStatistics?$filter=CountryCode eq 'GB'&$search=zoe OR \"o'n\"&$orderby=Name&$select=Name", "O'Neil,Zoë")]
    [InlineData(
        "NameStatistics?$filter=Country/Name eq 'United Kingdom'&$orderby=Country/Code,Name&$top=1&$select=Name&"
            + "$expand=Country($select=Code)",
        "100% +&#?"
    )]
    // 4.01 includes options without `$`, case-insensitive options, operators and functions, $compute and the operator `in`.
    [InlineData("NameStatistics?FILTER=countrycode EQ 'GB' AND STARTSWITH(Name,'Zo')&select=Name", "Zoë")]
    [InlineData("NameStatistics?$filter=CountryCode eq 'GB' and Letters eq 3&$compute=length(Name) as Letters&$select=Name", "Zoë")]
    [InlineData(
        "NameStatistics?$filter=CountryCode eq 'GB' and Births div 8.0 eq 18.75 and Births gt 149&$orderby=Name&$select=Name",
        "Anne/Marie,Zoë"
    )]
    // 4.01 adds $filter as a path segment after an entity set.
    [InlineData("NameStatistics/$filter(CountryCode%20eq%20'GB'%20and%20Births%20eq%20200)?$select=Name", "O'Neil")]
    public async Task System_query_options_shape_the_rows(string path, string names) =>
        Assert.Equal(names, string.Join(',', (await server.RowsAsync(path)).Select(row => row.GetProperty("Name").GetString())));

    /// <summary>The item of 4.0 Advanced on resource paths includes entity sets, keys, properties, values, navigation, references and
    /// counts.</summary>
    [Theory]
    [InlineData("", "application/json")]
    [InlineData("$metadata", "application/xml")]
    [InlineData("$metadata?$format=json", "application/json")]
    [InlineData("Countries", "application/json")]
    [InlineData("Countries('GB')", "application/json")]
    [InlineData("Countries(Code='GB')", "application/json")]
    [InlineData("Countries('GB')/Name", "application/json")]
    [InlineData("Countries('GB')/Name/$value", "text/plain")]
    [InlineData(ONeil, "application/json")]
    [InlineData("NameStatistics(Name='O''Neil',Gender='F',Year=1880,CountryCode='GB')", "application/json")]
    [InlineData(ONeil + "/Country", "application/json")]
    [InlineData(ONeil + "/Country/Name", "application/json")]
    [InlineData(ONeil + "/Country/Name/$value", "text/plain")]
    [InlineData(ONeil + "/Country/$ref", "application/json")]
    [InlineData(ONeil + "/$ref", "application/json")]
    [InlineData("Countries/$ref", "application/json")]
    [InlineData("Countries/$count", "text/plain")]
    [InlineData("$entity?$id=Countries('GB')", "application/json")]
    [InlineData("NameTrend(name='Mary',country='US')", "application/json")]
    [InlineData("NameTrend(name=@n,country=@c)?@n='Mary'&@c='US'", "application/json")]
    public async Task Each_resource_path_returns_its_media_type_and_OData_Version(string path, string mediaType)
    {
        var (status, _, response) = await server.AskAsync(path);
        Assert.Equal((HttpStatusCode.OK, mediaType), (status, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
    }

    /// <summary>Item 7 of 4.0 Minimal requires 501 for an unsupported feature and 400 for a syntax error. The item of 4.0 Intermediate on
    /// operators and functions requires the same.</summary>
    [Theory]
    [InlineData("$crossjoin(Countries,Names)", 501)]
    [InlineData("$all", 501)]
    [InlineData("NameStatistics?$deltatoken=1", 501)]
    [InlineData("NameStatistics?$filter=geo.distance(Name,Name) lt 1", 501)]
    [InlineData("NameStatistics?$apply=concat(identity,identity)", 501)]
    [InlineData("NameStatistics?$filter=Year eq", 400)]
    [InlineData("NameStatistics?$filter=Year has 1", 400)]
    [InlineData("NameStatistics?$filter=Name/any(n:n eq 'a')", 400)]
    [InlineData("NameStatistics?$nothing=1", 400)]
    [InlineData("Nothing", 404)]
    public async Task An_unsupported_request_gets_501_and_an_invalid_one_400_or_404(string path, int expected)
    {
        var (status, body, response) = await server.AskAsync(path);
        Assert.True(expected == (int)status, $"{path} returned {(int)status}: {body}");
        Assert.Equal(
            ["code", "message"],
            JsonDocument.Parse(body).RootElement.GetProperty("error").EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
    }

    /// <summary>Item 5 of 4.0 Minimal requires a next link in a partial response.</summary>
    [Fact]
    public async Task A_partial_response_has_a_next_link_and_the_whole_count()
    {
        var (_, body, response) = await server.AskAsync("NameStatistics?$count=true", ("Prefer", "maxpagesize=2"));
        var page = JsonDocument.Parse(body).RootElement;
        Assert.Equal((2, true), (page.GetProperty("value").GetArrayLength(), page.TryGetProperty(NextLink, out _)));
        Assert.Equal(
            (long)(await server.SqlAsync("SELECT COUNT(*) FROM name_statistics"))[0][0],
            page.GetProperty("@odata.count").GetInt64()
        );
        Assert.Equal(["odata.maxpagesize=2"], response.Headers.GetValues("Preference-Applied"));
    }

    /// <summary>4.0 Minimal requires <c>OData-MaxVersion</c>. 4.01 Minimal requires control information without its prefix.</summary>
    [Theory]
    [InlineData("4.0", "4.0", "@odata.context")]
    [InlineData("4.01", "4.01", "@context")]
    [InlineData("9.0", "4.01", "@context")]
    public async Task The_response_has_the_highest_common_version(string highest, string version, string control)
    {
        var (_, body, response) = await server.AskAsync("Countries", ("OData-MaxVersion", highest));
        Assert.Equal([version], response.Headers.GetValues("OData-Version"));
        Assert.True(JsonDocument.Parse(body).RootElement.TryGetProperty(control, out _));
    }

    /// <summary>The test covers the item of 4.0 Minimal on formats, and <c>$format</c> of 4.0 Intermediate.</summary>
    [Theory]
    [InlineData("none", 1)]
    [InlineData("minimal", 3)]
    [InlineData("full", 3)]
    public async Task The_control_information_follows_odata_metadata(string metadata, int properties)
    {
        var (_, body, response) = await server.AskAsync($"Countries?$format=application/json;odata.metadata={metadata}");
        Assert.Contains(
            response.Content.Headers.ContentType!.Parameters,
            parameter => parameter.Name == "odata.metadata" && parameter.Value == metadata
        );
        Assert.Equal(properties, JsonDocument.Parse(body).RootElement.EnumerateObject().Count());
    }

    /// <summary>4.0 Advanced includes multipart batches. 4.01 Advanced includes JSON batches.</summary>
    [Fact]
    public async Task A_batch_is_accepted_as_multipart_and_as_JSON()
    {
        using var parts = new StringContent(
            "--b\r\nContent-Type: application/http\r\n\r\nGET Countries/$count HTTP/1.1\r\n\r\n\r\n--b--\r\n"
        );
        parts.Headers.ContentType = new("multipart/mixed") { Parameters = { new("boundary", "b") } };
        using var multipart = await server.Client.PostAsync("/odata/$batch", parts);
        Assert.Equal((HttpStatusCode.OK, "multipart/mixed"), (multipart.StatusCode, multipart.Content.Headers.ContentType!.MediaType));
        Assert.Contains("HTTP/1.1 200 OK", await multipart.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var json = await server.Client.PostAsJsonAsync(
            "/odata/$batch",
            new
            {
                requests = new[]
                {
                    new
                    {
                        id = "a",
                        method = "GET",
                        url = "Countries('GB')",
                    },
                },
            }
        );
        Assert.Equal(
            200,
            (await json.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses")[0].GetProperty("status").GetInt32()
        );
    }

    /// <summary>A read-only service refuses write requests and declares this in its metadata.</summary>
    [Theory]
    [InlineData("POST", "Countries")]
    [InlineData("PATCH", "Countries('GB')")]
    [InlineData("PUT", "Countries('GB')")]
    [InlineData("DELETE", "Countries('GB')")]
    public async Task Methods_that_write_get_405(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), $"/odata/{path}") { Content = JsonContent.Create(new { Code = "XX" }) };
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    /// <summary>By the item of 4.0 Intermediate on authentication, generic clients authenticate with Basic.</summary>
    [Fact]
    public async Task Basic_authentication_accepts_a_key_as_its_password()
    {
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"anyone:{server.ViewerKey}"));
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync("Countries", ("Authorization", $"Basic {basic}"))).Status);
    }
}
