using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;

namespace BabyNames.Server.Tests.OData;

/// <summary>The context address of what is expanded: Power Query reads the columns from it.</summary>
public class ContextTests(FeedFixture feeds) : IClassFixture<FeedFixture>
{
    private const string Row = "(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')";
    private const string Country = "Country(Code,Name,SourceUrl,Attribution,CreatedAt,UpdatedAt)";
    private const string Statistic =
        "CountryCode,Year,Gender,Name,CountryName,Decade,Births,Rank,Share,YearTotal,DatasetCount,PerMillion,Coverage,NameKey";

    [Theory]
    [InlineData("NameStatistics?$select=Name,Births&$expand=Country&$top=1", $"NameStatistics(Name,Births,{Country})")]
    [InlineData("NameStatistics?$select=Name,Births&$expand=Country&$top=1&$orderby=length(Name)", $"NameStatistics(Name,Births,{Country})")]
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
    public async Task Names_every_column_of_what_is_expanded(string path, string context) => Assert.Equal(context, (await AskAsync(path)).Context);

    [Fact]
    public async Task Is_read_by_the_reader_of_Microsoft_for_every_set()
    {
        using var metadata = XmlReader.Create(new StringReader(await feeds.Client.GetStringAsync("/odata/$metadata")));
        var model = CsdlReader.Parse(metadata);
        var sets = model.EntityContainer.EntitySets().Where(set => set.EntityType.NavigationProperties().Any()).ToList();
        Assert.Contains("NameStatistics", sets.Select(set => set.Name));
        foreach (var set in sets)
        {
            var columns = set.EntityType.StructuralProperties().Select(property => property.Name).ToList();
            var (context, body) = await AskAsync($"{set.Name}?$expand=Country&$top=1");
            Assert.Equal($"{set.Name}({string.Join(',', columns)},{Country})", context);
            if (JsonDocument.Parse(body).RootElement.GetProperty("value").GetArrayLength() > 0)
                Assert.Equal([["Code", "Name", "SourceUrl", "Attribution", "CreatedAt", "UpdatedAt"], columns], await ReadAsync(model, body));
        }
    }

    private async Task<(string Context, string Body)> AskAsync(string path)
    {
        var (status, body, _) = await feeds.AskAsync(path);
        Assert.True(status == HttpStatusCode.OK, body);
        return (JsonDocument.Parse(body).RootElement.GetProperty("@odata.context").GetString()!.Split("$metadata#")[1], body);
    }

    /// <returns>The columns of each row, the inner ones first.</returns>
    private static async Task<List<List<string>>> ReadAsync(IEdmModel model, string body)
    {
        using var message = new ODataMessageReader(new Message(body), new ODataMessageReaderSettings(), model);
        var reader = await message.CreateODataResourceSetReaderAsync();
        var rows = new List<List<string>>();
        while (await reader.ReadAsync())
        {
            if (reader is { State: ODataReaderState.ResourceEnd, Item: ODataResource row })
                rows.Add([.. row.Properties.Select(property => property.Name)]);
        }
        return rows;
    }

    private sealed class Message(string body) : IODataResponseMessageAsync
    {
        public IEnumerable<KeyValuePair<string, string>> Headers => [KeyValuePair.Create("Content-Type", "application/json"), KeyValuePair.Create("OData-Version", "4.0")];

        public int StatusCode { get; set; } = 200;

        public string GetHeader(string headerName) => Headers.FirstOrDefault(header => header.Key == headerName).Value;

        public void SetHeader(string headerName, string headerValue) => throw new NotSupportedException();

        public Stream GetStream() => new MemoryStream(Encoding.UTF8.GetBytes(body));

        public Task<Stream> GetStreamAsync() => Task.FromResult(GetStream());
    }
}
