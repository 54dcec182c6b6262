using System.Net;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

public class ODataProtocolTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    /// <summary>The Accept header of Excel and Power BI.</summary>
    private const string PowerQuery =
        "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,"
        + "application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7";

    [Theory]
    [InlineData(PowerQuery)]
    [InlineData("application/atom+xml,application/xml,application/json;q=0.1")]
    [InlineData("text/html,*/*;q=0.8")]
    [InlineData("application/json")]
    public async Task Power_Query_gets_JSON_of_version_4(string accept)
    {
        var (status, body, response) = await server.AskAsync(
            "NameStatistics?$top=1",
            ("Accept", accept),
            ("MaxDataServiceVersion", "3.0"),
            ("OData-MaxVersion", "4.0")
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(
            response.Content.Headers.ContentType.Parameters,
            parameter => parameter is { Name: "odata.metadata", Value: "minimal" }
        );
        Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
        Assert.Equal(
            ["@odata.context", "value", "@BabyNames.DataVersion"],
            JsonDocument.Parse(body).RootElement.EnumerateObject().Select(property => property.Name)
        );
    }

    /// <summary>The test sends captured requests of Power Query with all of their headers, in the original order.</summary>
    [Theory]
    [InlineData("", "application/json")]
    [InlineData("$metadata", "application/xml")]
    [InlineData("NameStatistics?$top=1000", "application/json")]
    [InlineData("NameStatistics?$filter=CountryCode eq 'US' and Year eq 1880&$select=Name,Births&$top=1000", "application/json")]
    [InlineData("PopularNames(country='US',year=1880,gender='F')", "application/json")]
    public async Task Recorded_requests_of_Power_Query_get_a_media_type_that_it_reads(string path, string mediaType)
    {
        var (status, _, response) = await server.AskAsync(
            path,
            ("User-Agent", "Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)"),
            ("MaxDataServiceVersion", "3.0"),
            ("OData-MaxVersion", "4.0"),
            ("Accept", PowerQuery),
            ("Accept-Encoding", "gzip, deflate"),
            ("Prefer", "omit-values=nulls")
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/json;q=0")]
    public async Task Another_media_type_gets_406(string accept) =>
        Assert.Equal(HttpStatusCode.NotAcceptable, (await server.AskAsync("Countries", ("Accept", accept))).Status);

    [Theory]
    [InlineData("4.0", "4.0", HttpStatusCode.OK)]
    [InlineData("4.01", "4.01", HttpStatusCode.OK)]
    [InlineData("5.0", "4.01", HttpStatusCode.OK)]
    [InlineData("3.0", "4.0", HttpStatusCode.BadRequest)]
    [InlineData("new", "4.0", HttpStatusCode.BadRequest)]
    public async Task The_response_has_the_highest_version_that_both_sides_support(
        string highest,
        string expected,
        HttpStatusCode expectedStatus
    )
    {
        foreach (var path in (string[])["", "$metadata", "Countries", "Countries/$count", "Countries('GB')"])
        {
            var (status, _, response) = await server.AskAsync(path, ("OData-MaxVersion", highest));
            Assert.Equal(expectedStatus, status);
            Assert.Equal([expected], response.Headers.GetValues("OData-Version"));
        }
    }

    [Theory]
    [InlineData("Countries?$count=true", "")]
    [InlineData("Countries?$count=true&$format=application/json;metadata=minimal", "")]
    [InlineData("Countries?$count=true", "application/json;metadata=minimal")]
    public async Task Control_information_of_version_4_01_has_no_prefix(string path, string accept)
    {
        var (_, body, _) = await server.AskAsync(path, ("OData-MaxVersion", "4.01"), ("Prefer", "maxpagesize=1"), ("Accept", accept));
        Assert.Equal(
            ["@context", "@count", "value", "@nextLink", "@BabyNames.DataVersion"],
            JsonDocument.Parse(body).RootElement.EnumerateObject().Select(property => property.Name)
        );
    }

    [Theory]
    [InlineData(
        "Countries?$select=Code&$top=1&$format=json",
        "application/xml",
        """{"@odata.context":"ROOT/odata/$metadata#Countries(Code)","value":[{"Code":"AU"}],"@BabyNames.DataVersion":VERSION}"""
    )]
    [InlineData("Countries?$select=Code&$top=1&$format=application/json;odata.metadata=none", "", """{"value":[{"Code":"AU"}]}""")]
    [InlineData(
        "NameStatistics?$select=Births&$top=1",
        "application/json;IEEE754Compatible=true",
        """{"@odata.context":"ROOT/odata/$metadata#NameStatistics(Births)","value":[{"Births":"120"}],"@BabyNames.DataVersion":VERSION}"""
    )]
    public async Task The_Accept_header_selects_the_JSON_format(string path, string accept, string expected)
    {
        var (_, body, response) = await server.AskAsync(path, ("Accept", accept));
        Assert.Equal(
            expected
                .Replace("ROOT/", server.Client.BaseAddress!.ToString(), StringComparison.Ordinal)
                .Replace("VERSION", response.Headers.GetValues("Data-Version").Single(), StringComparison.Ordinal),
            body
        );
    }

    [Fact]
    public async Task Full_metadata_has_the_address_of_the_row()
    {
        var (_, body, _) = await server.AskAsync("Countries('GB')?$select=Name&$format=application/json;odata.metadata=full");
        Assert.Equal(
            new Uri(server.Client.BaseAddress!, "/odata/Countries('GB')").ToString(),
            JsonDocument.Parse(body).RootElement.GetProperty("@odata.id").GetString()
        );
    }

    [Fact]
    public async Task A_count_is_plain_text()
    {
        var (_, body, response) = await server.AskAsync("Countries/$count", ("Accept", PowerQuery));
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("4", body);
    }

    [Theory]
    [InlineData("Countries?$filter=Code eq 'CA'&$select=Code,SourceUrl", "omit-values=nulls", "{\"Code\":\"CA\"}", "omit-values=nulls")]
    [InlineData(
        "Countries?$filter=Code eq 'CA'&$select=Code,SourceUrl",
        "odata.omit-values=nulls, maxpagesize=5",
        "{\"Code\":\"CA\"}",
        "odata.maxpagesize=5, omit-values=nulls"
    )]
    [InlineData(
        "Countries?$filter=Code eq 'CA'&$select=Code,SourceUrl",
        "omit-values=defaults",
        "{\"Code\":\"CA\",\"SourceUrl\":null}",
        ""
    )]
    [InlineData("Countries?$filter=Code eq 'CA'&$select=Code,SourceUrl", "respond-async", "{\"Code\":\"CA\",\"SourceUrl\":null}", "")]
    [InlineData(
        "Countries?$compute=length(Name) as Letters&$filter=Code eq 'CA'&$select=Code,SourceUrl,Letters",
        "omit-values=nulls",
        "{\"Code\":\"CA\",\"Letters\":6}",
        "omit-values=nulls"
    )]
    [InlineData(
        "NameStatistics?$top=1&$select=Year&$expand=Country($select=Code)",
        "omit-values=nulls",
        "{\"Year\":1880,\"Country\":{\"Code\":\"GB\"}}",
        ""
    )]
    public async Task Nulls_are_omitted_when_the_client_prefers_it(string path, string prefer, string row, string applied)
    {
        var (_, body, response) = await server.AskAsync(path, ("Prefer", prefer));
        Assert.Equal(row, JsonDocument.Parse(body).RootElement.GetProperty("value")[0].GetRawText());
        Assert.Equal(applied, response.Headers.TryGetValues("Preference-Applied", out var values) ? values.Single() : "");
    }
}
