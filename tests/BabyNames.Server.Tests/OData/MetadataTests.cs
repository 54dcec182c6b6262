using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

public class MetadataTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Approve = "BABYNAMES_APPROVE";

    private static readonly string Approved = Path.Combine(Repository.Folder, "schema", "odata", "metadata.xml");

    [Fact]
    public async Task The_metadata_equals_the_approved_one()
    {
        var metadata = await server.Client.GetStringAsync("/odata/$metadata");
        if (Environment.GetEnvironmentVariable(Approve) is { Length: > 0 })
            await File.WriteAllTextAsync(Approved, metadata);
        Assert.True(
            metadata == await File.ReadAllTextAsync(Approved),
            $"$metadata differs from schema/odata/metadata.xml. If it should, run this test with {Approve}=1 and review the difference."
        );
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/json;odata.metadata=minimal;q=1.0,application/xml;q=0.7")]
    [InlineData("*/*")]
    public async Task The_metadata_is_XML_by_default(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/$metadata");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
    }

    [Theory]
    [InlineData("/odata/$metadata?$format=json", "application/xml")]
    [InlineData("/odata/$metadata?$format=application/json;odata.metadata=minimal", "*/*")]
    [InlineData("/odata/$metadata", "application/json")]
    [InlineData("/odata/$metadata", "application/json,text/html;q=0.5")]
    public async Task The_metadata_is_JSON_for_a_client_that_accepts_only_JSON(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await server.Client.SendAsync(request);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var csdl = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("BabyNames.Feeds", csdl.GetProperty("$EntityContainer").GetString());
        Assert.Equal("EntityType", csdl.GetProperty("BabyNames").GetProperty("NameStatistic").GetProperty("$Kind").GetString());
    }

    [Fact]
    public async Task The_metadata_lists_only_supported_filter_functions()
    {
        var metadata = XDocument.Parse(await server.Client.GetStringAsync("/odata/$metadata"));
        var functions = metadata
            .Descendants()
            .Single(element => (string?)element.Attribute("Term") == "Org.OData.Capabilities.V1.FilterFunctions")
            .Descendants()
            .Where(element => element.Name.LocalName == "String")
            .Select(element => element.Value)
            .ToList();
        Assert.True(functions.Count > 10);
        foreach (var function in functions)
        {
            var call = function switch
            {
                "contains" or "startswith" or "endswith" => $"{function}(Name,'a')",
                "length" => "length(Name) eq 1",
                "indexof" => "indexof(Name,'a') eq 1",
                "substring" => "substring(Name,1) eq 'a'",
                "concat" => "concat(Name,'a') eq 'a'",
                "tolower" or "toupper" or "trim" => $"{function}(Name) eq 'a'",
                "date" => "date(CreatedAt) gt 2020-01-01",
                "time" => "time(CreatedAt) gt 12:00:00",
                "now" or "mindatetime" or "maxdatetime" => $"CreatedAt lt {function}()",
                "cast" => "cast(Year,Edm.String) eq '1880'",
                "isof" => "isof(Name,Edm.String)",
                "matchesPattern" => "matchesPattern(Name,'^A')",
                "round" or "floor" or "ceiling" => $"{function}(Births div 2) eq 1",
                _ => $"{function}(CreatedAt) eq 1",
            };
            using var response = await server.Client.GetAsync($"/odata/Names?$top=1&$filter={call}");
            Assert.True(response.IsSuccessStatusCode, $"{call}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task Every_type_and_property_has_a_description()
    {
        var metadata = XDocument.Parse(await server.Client.GetStringAsync("/odata/$metadata"));
        var elements = metadata
            .Descendants()
            .Where(element =>
                element.Name.LocalName is "EntityType" or "ComplexType" or "Property" or "NavigationProperty" or "Function" or "Parameter"
            )
            .ToList();
        Assert.True(elements.Count > 30);
        Assert.All(
            elements,
            element => Assert.Contains(element.Elements(), child => (string?)child.Attribute("Term") == "Org.OData.Core.V1.Description")
        );
    }

    [Fact]
    public async Task Every_decimal_property_has_a_scale()
    {
        var metadata = XDocument.Parse(await server.Client.GetStringAsync("/odata/$metadata"));
        var decimals = metadata.Descendants().Where(element => (string?)element.Attribute("Type") == "Edm.Decimal").ToList();
        Assert.NotEmpty(decimals);
        Assert.All(
            decimals,
            element => Assert.Equal((string?)element.Attribute("Name") == "Change" ? "4" : "2", (string?)element.Attribute("Scale"))
        );
    }

    [Fact]
    public async Task The_service_document_lists_the_entity_sets()
    {
        foreach (var root in new[] { "/odata", "/odata/" })
        {
            var document = await server.GetJsonAsync(root);
            Assert.Equal(
                new Uri(server.Client.BaseAddress!, "/odata/$metadata").ToString(),
                document.GetProperty("@odata.context").GetString()
            );
            Assert.Equal(
                [
                    "Countries",
                    "Names",
                    "NameStatistics",
                    "GenderProbabilities",
                    "YearTotals",
                    "Decades",
                    "Areas",
                    "AreaStatistics",
                    "Datasets",
                    "Years",
                    "DistinctNames",
                ],
                document.GetProperty("value").EnumerateArray().Select(set => set.GetProperty("url").GetString())
            );
        }
    }
}
