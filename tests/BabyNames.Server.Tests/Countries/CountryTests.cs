using System.Globalization;
using BabyNames.Server.Countries;
using BabyNames.Server.Tests.Datasets;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Countries;

/// <summary>Tests that the server accepts files of every country of ISO 3166-1 and lists a country after its first file.</summary>
public sealed class CountryTests(AreaFixture server) : IClassFixture<AreaFixture>
{
    private const string File = "Year,Name,Sex,Count\n2001,Léa,F,120\n";

    [Fact]
    public async Task A_country_appears_with_its_first_file_and_can_be_edited()
    {
        await server.LoadAsync("FR", "prenoms.csv", File);
        Assert.Equal(["2001 F Léa 120 FR"], await server.FiguresAsync("FR"));
        Assert.Equal("France", await NameAsync("GraphQL"));

        var version = await server.Databases.Owner.OneAsync<long>("SELECT version FROM statistics_state");
        var payload = (
            await server.DataAsync(
                "mutation { updateCountry(input: { code: \"FR\", name: \"French Republic\", attribution: \"INSEE\" }) { country { "
                    + "name attribution sourceUrl } errors { ... on Error { code } } } }",
                key: server.AdminKey
            )
        ).GetProperty("updateCountry");
        Assert.Equal(
            """{"country":{"name":"French Republic","attribution":"INSEE","sourceUrl":null},"errors":null}""",
            payload.GetRawText()
        );
        await server.UpToDateAsync();
        Assert.Equal(version + 1, await server.Databases.Owner.OneAsync<long>("SELECT version FROM statistics_state"));
        Assert.Equal(("French Republic", "French Republic"), (await NameAsync("GraphQL"), await NameAsync("OData")));
    }

    [Theory]
    [InlineData("XK")]
    [InlineData("UK")]
    [InlineData("fr")]
    public async Task A_code_that_ISO_3166_does_not_assign_is_refused(string code) =>
        AreaFixture.AssertRefused(await server.SendAsync(code, "names.csv", File), "BN201", "ISO 3166-1 alpha-2");

    [Fact]
    public async Task An_admin_adds_and_changes_an_area()
    {
        // The database does not contain data of the country yet.
        Assert.Equal(
            """{"area":{"name":"Berlin","isWhole":false,"countsTowardsTotal":true},"errors":null}""",
            await WriteAsync("addArea", "DE-BE", "Berlin")
        );
        Assert.Contains(
            "DE already has an area with this code or name",
            await WriteAsync("addArea", "DE-BE", "Berlin city"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "DE already has an area with this code or name",
            await WriteAsync("addArea", "DE-BB", "BERLIN"),
            StringComparison.Ordinal
        );
        Assert.Contains("no country \\u0060XX", await WriteAsync("addArea", "XX-1", "Nowhere"), StringComparison.Ordinal);
        Assert.Contains("DE_BE\\u0060 is not the code", await WriteAsync("addArea", "DE_BE", "Berlin"), StringComparison.Ordinal);
        Assert.Contains("There is no area DE-HH", await WriteAsync("updateArea", "DE-HH", "Hamburg"), StringComparison.Ordinal);

        var berlin = await server.LoadAsync("DE", "berlin.csv", "Year,Name,Sex,Count\n2002,Mia,F,7\n", ", area: \"DE-BE\"");
        Assert.Equal(["2002 F Mia 7 DE-BE"], await server.FiguresAsync("DE"));
        await WriteAsync("updateArea", "DE-BE", " Land Berlin ", counts: false);
        await server.SettleAsync(berlin);
        Assert.Empty(await server.FiguresAsync("DE"));
        Assert.Equal(
            [
                ["Land Berlin", false],
            ],
            await server.SqlAsync("SELECT name, counts_towards_total FROM areas WHERE code = 'DE-BE'")
        );
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("foo")]
    public async Task A_source_page_that_is_not_a_web_address_is_refused(string page)
    {
        var payload = (
            await server.DataAsync(
                "mutation($page: String!) { updateCountry(input: { code: \"US\", sourceUrl: $page }) { "
                    + "errors { ... on Error { code message } } } }",
                new { page },
                server.AdminKey
            )
        ).GetProperty("updateCountry");
        AreaFixture.AssertRefused(payload, "BN208", "is not an address that begins with http:// or https://");
    }

    [Fact]
    public void Each_country_has_an_English_name()
    {
        Assert.Equal(249, IsoCountries.All.Count());
        Assert.All(
            IsoCountries.All,
            code =>
            {
                var name = IsoCountries.NameOf(code)!;
                Assert.True(name.Length > 3 && name != code, $"{code}: {name}");
            }
        );
        Assert.Equal(("Western Sahara", "Côte d’Ivoire"), (IsoCountries.NameOf("EH"), IsoCountries.NameOf("CI")));
        Assert.Null(IsoCountries.NameOf("XK"));
        Assert.Equal("Kosovo", new RegionInfo("XK").EnglishName);
    }

    private async Task<string> WriteAsync(string mutation, string code, string name, bool counts = true) => (
            await server.DataAsync(
                $"mutation($code: String!, $name: String!, $counts: Boolean) {{ {mutation}(input: {{ code: $code, name: $name, "
                    + $"countsTowardsTotal: $counts }}) "
                    + "{ area { name isWhole countsTowardsTotal } errors { ... on Error { message } } } }",
                new
                {
                    code,
                    name,
                    counts,
                },
                server.AdminKey
            )
        ).GetProperty(mutation).GetRawText();

    private async Task<string?> NameAsync(string route) =>
        route == "OData"
            ? (await server.GetJsonAsync("/odata/NameStatistics?$filter=CountryCode eq 'FR'"))
                .GetProperty("value")[0]
                .GetProperty("CountryName")
                .GetString()
            : (await server.DataAsync("{ countries(where: { code: { eq: \"FR\" } }) { nodes { name } } }"))
                .GetProperty("countries")
                .GetProperty("nodes")[0]
                .GetProperty("name")
                .GetString();
}
