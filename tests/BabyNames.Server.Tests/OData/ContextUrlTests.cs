using System.Net;
using System.Text.Json;
using Microsoft.OData.Edm;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests the context URLs of expanded entities. Power Query reads the columns from them.</summary>
public class ContextUrlTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private const string Row = "(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')";
    private const string Country = "Country(Code,Name,SourceUrl,Attribution,CreatedAt,UpdatedAt)";
    private const string Statistic =
        "CountryCode,Year,Gender,Name,CountryName,Decade,Births,Rank,Share,YearTotal,DatasetCount,PerMillion,Coverage,NameKey";

    [Theory]
    [InlineData("NameStatistics?$select=Name,Births&$expand=Country&$top=1", $"NameStatistics(Name,Births,{Country})")]
    [InlineData(
        "NameStatistics?$select=Name,Births&$expand=Country&$top=1&$orderby=length(Name)",
        $"NameStatistics(Name,Births,{Country})"
    )]
    [InlineData("NameStatistics?$select=Name&$expand=Country($select=Name,Code)&$top=1", "NameStatistics(Name,Country(Name,Code))")]
    [InlineData("Decades?$select=Name&$expand=*&$top=1", $"Decades(Name,{Country})")]
    [InlineData("NameStatistics?$select=*&$expand=Country&$top=1", $"NameStatistics({Statistic},{Country})")]
    [InlineData("YearTotals?$select=Year&$expand=*&$top=1", $"YearTotals(Year,CalendarYear(Year,FirstDay,Decade),{Country})")]
    [InlineData("NameStatistics?$expand=Country&$top=1", $"NameStatistics({Statistic},{Country})")]
    [InlineData("NameStatistics?$expand=Country&$top=1&$orderby=length(Name)", $"NameStatistics({Statistic},{Country})")]
    [InlineData("NameStatistics?$expand=Country($select=Code)&$top=1", $"NameStatistics({Statistic},Country(Code))")]
    [InlineData($"NameStatistics{Row}?$expand=Country", $"NameStatistics({Statistic},{Country})/$entity")]
    [InlineData($"NameStatistics{Row}?$select=Name&$expand=Country", $"NameStatistics(Name,{Country})/$entity")]
    [InlineData("NameStatistics?$apply=groupby((Year,Country/Name))&$top=1", "NameStatistics(Year,Country(Name))")]
    [InlineData("NameStatistics?$select=Name&$top=1", "NameStatistics(Name)")]
    [InlineData("NameStatistics?$top=1", "NameStatistics")]
    public async Task The_context_URL_names_every_column_of_an_expanded_row(string path, string context) =>
        Assert.Equal(context, await ContextAsync(path));

    [Fact]
    public async Task The_context_URL_names_every_expanded_column_of_every_set()
    {
        var sets = (await LibraryReader.CreateAsync(server.Client))
            .Model.EntityContainer.EntitySets()
            .Where(set => set.EntityType.NavigationProperties().Any())
            .ToList();
        Assert.Contains("NameStatistics", sets.Select(set => set.Name));
        foreach (var set in sets)
        {
            var columns = set.EntityType.StructuralProperties().Select(property => property.Name);
            Assert.Equal($"{set.Name}({string.Join(',', columns)},{Country})", await ContextAsync($"{set.Name}?$expand=Country&$top=1"));
        }
    }

    private async Task<string> ContextAsync(string path)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.True(status == HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("@odata.context").GetString()!.Split("$metadata#")[1];
    }
}
