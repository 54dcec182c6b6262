using System.Net;
using System.Xml.Linq;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

public class MetadataTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Approve = "BABYNAMES_APPROVE";

    private static readonly string Approved = Path.Combine(Repository.Folder, "schema", "odata", "metadata.xml");

    [Fact]
    public async Task Is_what_was_approved()
    {
        var metadata = await server.Client.GetStringAsync("/odata/$metadata");
        if (Environment.GetEnvironmentVariable(Approve) is { Length: > 0 })
            await File.WriteAllTextAsync(Approved, metadata);
        Assert.True(metadata == await File.ReadAllTextAsync(Approved),
            $"$metadata differs from schema/odata/metadata.xml. If it should, run this test with {Approve}=1 and review the difference.");
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/json;odata.metadata=minimal;q=1.0,application/xml;q=0.7")]
    [InlineData("*/*")]
    public async Task Is_xml_whatever_else_is_accepted(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/$metadata");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
    }

    [Fact]
    public async Task Describes_every_type_and_property()
    {
        var metadata = XDocument.Parse(await server.Client.GetStringAsync("/odata/$metadata"));
        var elements = metadata.Descendants().Where(one => one.Name.LocalName is "EntityType" or "Property" or "NavigationProperty").ToList();
        Assert.True(elements.Count > 30);
        Assert.All(elements, one => Assert.Contains(one.Elements(), child => (string?)child.Attribute("Term") == "Org.OData.Core.V1.Description"));
    }

    [Fact]
    public async Task Says_the_scale_of_every_decimal()
    {
        var metadata = XDocument.Parse(await server.Client.GetStringAsync("/odata/$metadata"));
        var decimals = metadata.Descendants().Where(one => (string?)one.Attribute("Type") == "Edm.Decimal").ToList();
        Assert.NotEmpty(decimals);
        Assert.All(decimals, one => Assert.Equal((string?)one.Attribute("Name") == "Change" ? "4" : "2", (string?)one.Attribute("Scale")));
    }

    [Fact]
    public async Task The_root_names_the_feeds()
    {
        foreach (var root in new[] { "/odata", "/odata/" })
        {
            var document = await server.GetJsonAsync(root);
            Assert.Equal(new Uri(server.Client.BaseAddress!, "/odata/$metadata").ToString(), document.GetProperty("@odata.context").GetString());
            Assert.Equal(["Countries", "Names", "NameStatistics", "GenderProbabilities", "YearTotals", "Decades", "Datasets"],
                document.GetProperty("value").EnumerateArray().Select(set => set.GetProperty("url").GetString()));
        }
    }
}
