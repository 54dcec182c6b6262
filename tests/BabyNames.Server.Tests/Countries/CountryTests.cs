using System.Globalization;
using BabyNames.Server.Countries;
using BabyNames.Server.Tests.Datasets;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Countries;

/// <summary>Every country of ISO 3166-1 is known, and appears with its first file.</summary>
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
        var payload = (await server.DataAsync(
            "mutation { updateCountry(input: { code: \"FR\", name: \"French Republic\", attribution: \"INSEE\" }) { country { name attribution sourceUrl } errors { ... on Error { code } } } }",
            key: server.AdminKey)).GetProperty("updateCountry");
        Assert.Equal("""{"country":{"name":"French Republic","attribution":"INSEE","sourceUrl":null},"errors":null}""", payload.GetRawText());
        await server.UpToDateAsync();
        Assert.Equal(version + 1, await server.Databases.Owner.OneAsync<long>("SELECT version FROM statistics_state"));
        Assert.Equal(("French Republic", "French Republic"), (await NameAsync("GraphQL"), await NameAsync("OData")));
    }

    [Theory]
    [InlineData("XK")]
    [InlineData("UK")]
    [InlineData("fr")]
    public async Task Codes_that_ISO_does_not_assign_are_refused(string code) =>
        AreaFixture.AssertRefused(await server.SendAsync(code, "names.csv", File), "BN201", "ISO 3166-1 alpha-2");

    [Fact]
    public async Task An_admin_adds_an_area()
    {
        await server.LoadAsync("DE", "germany.csv", File);
        Assert.Equal(["""{"area":{"code":"DE-BE","isWhole":false,"countsTowardsTotal":true},"errors":null}"""], [await AddAsync("DE-BE")]);
        Assert.Contains("it is an area already", await AddAsync("DE-BE"), StringComparison.Ordinal);
        Assert.Contains("JP has no data yet", await AddAsync("JP-13"), StringComparison.Ordinal);
        Assert.Contains("DE_BE\\u0060 is no code", await AddAsync("DE_BE"), StringComparison.Ordinal);
        await server.LoadAsync("DE", "berlin.csv", "Year,Name,Sex,Count\n2002,Mia,F,7\n", ", area: \"DE-BE\"");
        Assert.Equal(["2001 F Léa 120 DE", "2002 F Mia 7 DE-BE"], await server.FiguresAsync("DE"));
    }

    [Fact]
    public void All_have_an_English_name()
    {
        Assert.Equal(249, IsoCountries.All.Count());
        Assert.All(IsoCountries.All, code =>
        {
            var name = IsoCountries.NameOf(code)!;
            Assert.True(name.Length > 3 && name != code, $"{code}: {name}");
        });
        Assert.Equal(("Western Sahara", "Côte d’Ivoire"), (IsoCountries.NameOf("EH"), IsoCountries.NameOf("CI")));
        Assert.Null(IsoCountries.NameOf("XK"));
        Assert.Equal("Kosovo", new RegionInfo("XK").EnglishName);
    }

    private async Task<string> AddAsync(string code) => (await server.DataAsync(
        "mutation($code: String!) { addArea(input: { code: $code, name: \"Berlin\", countsTowardsTotal: true }) { area { code isWhole countsTowardsTotal } errors { ... on Error { message } } } }",
        new { code }, server.AdminKey)).GetProperty("addArea").GetRawText();

    private async Task<string?> NameAsync(string route) => route == "OData"
        ? (await server.GetJsonAsync("/odata/NameStatistics?$filter=CountryCode eq 'FR'")).GetProperty("value")[0].GetProperty("CountryName").GetString()
        : (await server.DataAsync("{ countries(where: { code: { eq: \"FR\" } }) { nodes { name } } }"))
            .GetProperty("countries").GetProperty("nodes")[0].GetProperty("name").GetString();
}
