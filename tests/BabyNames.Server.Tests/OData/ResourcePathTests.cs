using System.Net;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests the path segments after an entity set and after an entity.</summary>
public class ResourcePathTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private const string ONeil = "NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='O''Neil')";

    private string Root => new Uri(server.Client.BaseAddress!, "/odata/").ToString();

    [Theory]
    [InlineData("Countries('GB')/$ref", "Countries('GB')")]
    [InlineData(ONeil + "/$ref", ONeil)]
    [InlineData(ONeil + "/Country/$ref", "Countries('GB')")]
    public async Task A_reference_has_the_address_of_the_row(string path, string expected)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [("@odata.context", $"{Root}$metadata#$ref"), ("@odata.id", expected)],
            JsonDocument
                .Parse(body.WithoutVersion())
                .RootElement.EnumerateObject()
                .Select(property => (property.Name, Uri.UnescapeDataString(property.Value.GetString()!)))
        );
        var (_, row, _) = await server.AskAsync(expected);
        var (found, text, _) = await server.AskAsync($"$entity?$id={Uri.EscapeDataString(expected)}");
        Assert.Equal((HttpStatusCode.OK, row), (found, text));
    }

    [Theory]
    [InlineData("NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='None')/$ref", HttpStatusCode.NotFound)]
    [InlineData("$entity", HttpStatusCode.BadRequest)]
    [InlineData("$entity?$id=", HttpStatusCode.BadRequest)]
    [InlineData("$entity?$id=Countries('XX')", HttpStatusCode.NotFound)]
    [InlineData("$entity?$id=http://localhost/other", HttpStatusCode.BadRequest)]
    [InlineData("$entity?$id=../graphql", HttpStatusCode.BadRequest)]
    [InlineData("Countries?$id=Countries('GB')", HttpStatusCode.BadRequest)]
    [InlineData("Countries('GB')/$ref?$select=Code", HttpStatusCode.BadRequest)]
    [InlineData("Countries('GB')/Name?$select=Code", HttpStatusCode.BadRequest)]
    [InlineData("Countries/$ref?$select=Code", HttpStatusCode.NotImplemented)]
    [InlineData("$batch", HttpStatusCode.MethodNotAllowed)]
    public async Task An_invalid_resource_path_is_refused(string path, HttpStatusCode expected)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.True(status == expected, $"{status}: {body}");
    }

    [Theory]
    [InlineData("$entity?$id=Countries('GB')&$select=Code")]
    [InlineData("$entity?$id={ROOT}Countries('GB')&$select=Code")]
    [InlineData("$entity?$select=Code&$ID=Countries('GB')")]
    public async Task A_row_is_found_by_its_reference(string path)
    {
        var (status, body, _) = await server.AskAsync(path.Replace("{ROOT}", Root, StringComparison.Ordinal));
        Assert.Equal(
            (HttpStatusCode.OK, $$"""{"@odata.context":"{{Root}}$metadata#Countries(Code)/$entity","Code":"GB"}"""),
            (status, body.WithoutVersion())
        );
    }

    [Fact]
    public async Task References_have_pages()
    {
        var (rows, pages) = await server.CrawlAsync(
            "NameStatistics/$ref?$filter=CountryCode eq 'GB'&$orderby=Births desc,Name",
            pageSize: 3
        );
        Assert.Equal(2, pages);
        string[] names = ["O''Neil", "Anne/Marie", "Zoë", "100% +&#?"];
        Assert.Equal(
            names.Select(name => $"NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='{name}')"),
            rows.Select(row => Uri.UnescapeDataString(row.GetProperty("@odata.id").GetString()!))
        );
        foreach (var row in rows)
            Assert.Equal(HttpStatusCode.OK, (await server.AskAsync(row.GetProperty("@odata.id").GetString()!)).Status);
    }

    [Fact]
    public async Task A_GET_request_of_batch_gets_405()
    {
        var (_, _, response) = await server.AskAsync("$batch");
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_custom_query_option_can_be_named_id() =>
        Assert.Equal(
            JsonValueKind.Array,
            JsonDocument.Parse((await server.AskAsync("Countries?id=5")).Body).RootElement.GetProperty("value").ValueKind
        );
}
