using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

public class ODataErrorTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("NameStatistics?$filter=Foo eq 1", 400, "BN400")]
    [InlineData("NameStatistics?$select=Foo", 400, "BN400")]
    [InlineData("NameStatistics?$orderby=Foo", 400, "BN400")]
    [InlineData("NameStatistics?$expand=Foo", 400, "BN400")]
    [InlineData("NameStatistics?$filter=Name eq", 400, "BN400")]
    [InlineData("NameStatistics?$filter=Name has 'x'", 400, "BN400")]
    [InlineData("NameStatistics?$filter=Year eq '1880'", 400, "BN400")]
    [InlineData("NameStatistics?$filter=1", 400, "BN400")]
    [InlineData("NameStatistics?$top=-1", 400, "BN400")]
    [InlineData("NameStatistics?$top=99999999999", 400, "BN400")]
    [InlineData("NameStatistics?$skip=x", 400, "BN400")]
    [InlineData("NameStatistics?$count=maybe", 400, "BN400")]
    [InlineData("NameStatistics?$skiptoken=", 400, "BN400")]
    [InlineData("NameStatistics?$foo=1", 400, "BN400")]
    [InlineData("?$foo=1", 400, "BN400")]
    [InlineData("NameStatistics?$top=1&$top=2", 400, "BN400")]
    [InlineData("NameStatistics?$top=1&$TOP=2", 400, "BN400")]
    [InlineData("NameStatistics?%20$top=1&$top=2", 400, "BN400")]
    [InlineData("NameStatistics?$filter=Name eq @a&@a%20='x'&@a='y'", 400, "BN400")]
    [InlineData("NameStatistics?$orderby=Year,Name,Births,Rank,Share,YearTotal,DatasetCount,CountryCode,Gender", 400, "BN400")]
    [InlineData("Names(1)?$filter=true", 400, "BN400")]
    [InlineData("Names(1)?$apply=aggregate($count as C)", 400, "BN400")]
    [InlineData("Names(1)?$compute=Year add 1 as Next", 400, "BN400")]
    [InlineData("Names(x)", 400, "BN400")]
    [InlineData("Names?$filter=DeletedAt eq null", 400, "BN400")]
    [InlineData("Foo", 404, "BN404")]
    [InlineData("$all", 501, "BN501")]
    [InlineData("$crossjoin(Names,Countries)", 501, "BN501")]
    [InlineData("GenderDistribution(names='Mary')?$apply=topcount(1,FemaleBirths)", 501, "BN501")]
    [InlineData("GenderDistribution(names='Mary')?$search=mary)", 400, "BN400")]
    [InlineData("Countries('XX')", 404, "BN404")]
    [InlineData("Countries?$format=xml", 406, "BN406")]
    [InlineData("$metadata?$format=atom", 406, "BN406")]
    [InlineData("NameStatistics?$filter=Births add 9223372036854775807 gt 0", 400, "BN422")]
    [InlineData("NameStatistics?$orderby=Rank mod (Year sub Year)", 400, "BN422")]
    [InlineData("NameStatistics?$filter=Year div 0 eq 1", 400, "BN422")]
    [InlineData("NameStatistics?$filter=Share gt 1e400", 400, "BN400")]
    [InlineData("NameStatistics?$filter=Name eq 'a%00b'", 400, "BN422")]
    [InlineData("NameStatistics?$apply=concat(aggregate($count as C),identity)", 501, "BN501")]
    [InlineData("NameStatistics?$compute=Year add 1 as Name", 400, "BN400")]
    [InlineData("NameStatistics?$orderby=geo.length(Name)", 501, "BN501")]
    [InlineData("NameStatistics?$expand=Country($filter=Code eq 'US')", 501, "BN501")]
    [InlineData("NameStatistics?$filter=cast(Name,Edm.Int32) eq Year", 501, "BN501")]
    [InlineData("NameStatistics?$filter=cast('x1880',Edm.Int32) eq Year", 400, "BN400")]
    [InlineData("NameStatistics?$filter=cast('',Edm.Int32) eq Year", 400, "BN400")]
    [InlineData("NameStatistics?$filter=cast('1880.5',Edm.Int32) eq Year", 400, "BN400")]
    [InlineData("NameStatistics?$filter=cast('99999999999',Edm.Int32) eq Year", 400, "BN400")]
    [InlineData("NameStatistics?$filter=cast('1e3',Edm.Decimal) eq Year", 400, "BN400")]
    [InlineData("NameStatistics?$filter=CalendarYear/FirstDay eq cast('1880-13-01',Edm.Date)", 400, "BN400")]
    [InlineData("Countries('US')/Name/$count", 404, "BN404")]
    [InlineData("$batch", 405, "BN405")]
    [InlineData("Names?$compute=CreatedAt add duration'P3000000D' as Later&$top=1", 400, "BN422")]
    [InlineData("GenderDistribution(names='Mary')?$filter=1 div (FemaleBirths sub FemaleBirths) eq 1", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(NaN,Edm.Int32) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(NaN,Edm.Int64) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(INF,Edm.Int32) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(INF,Edm.Int64) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(-INF,Edm.Int64) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(NaN,Edm.Decimal) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(INF,Edm.Decimal) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$compute=cast(NaN,Edm.Decimal) as X&$top=1", 400, "BN422")]
    [InlineData("NameStatistics?$apply=aggregate(cast(NaN,Edm.Decimal) with sum as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(cast(NaN,Edm.Decimal),Edm.Int32) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(1e300,Edm.Int64) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(99999999999,Edm.Int32) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(cast(1e300,Edm.Decimal) as X)", 400, "BN422")]
    [InlineData("NameStatistics?$apply=compute(Births mul cast(NaN,Edm.Int32) as X)/aggregate(X with sum as Y)", 400, "BN422")]
    [InlineData("NameStatistics?$filter=cast(NaN,Edm.Int32) eq Year", 400, "BN422")]
    [InlineData("NameStatistics?$filter=cast(INF,Edm.Int64) eq Year", 400, "BN422")]
    [InlineData("NameStatistics?$compute=cast(NaN,Edm.Int32) as X&$top=1", 400, "BN422")]
    [InlineData("NameStatistics?$orderby=cast(NaN,Edm.Int32)", 400, "BN422")]
    [InlineData("NameStatistics?$filter=round(NaN) eq cast(NaN,Edm.Int64)", 400, "BN422")]
    public async Task An_error_has_a_status_a_code_and_a_message(string path, int status, string code) =>
        await CheckAsync(path, status, code);

    [Fact]
    public async Task A_filter_above_a_limit_is_refused()
    {
        await CheckAsync(
            $"NameStatistics?$filter={string.Join(" or ", Enumerable.Repeat("Year gt 1880 or Rank lt 1", 100))}",
            400,
            "BN400"
        );
        await CheckAsync($"NameStatistics?$filter={new string('(', 500)}true{new string(')', 500)}", 400, "BN400");
        await CheckAsync(
            $"NameStatistics?$filter={string.Concat(Enumerable.Repeat("tolower(", 12))}Name{new string(')', 12)} eq 'x'",
            400,
            "BN400"
        );
    }

    [Fact]
    public async Task A_filter_with_invalid_UTF8_is_accepted()
    {
        foreach (var bytes in new[] { "%FF", "%ED%A0%80", "%C3%28" })
            Assert.Equal(HttpStatusCode.OK, (await server.AskAsync($"NameStatistics?$filter=Name eq '{bytes}'")).Status);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_method_that_writes_gets_405(string method)
    {
        using var request = new HttpRequestMessage(new(method), "/odata/Countries") { Content = JsonContent.Create(new { Code = "XX" }) };
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
        Assert.Equal(
            "BN405",
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString()
        );
    }

    private async Task CheckAsync(string path, int status, string code)
    {
        var (actual, body, response) = await server.AskAsync(path);
        Assert.True(status == (int)actual, $"{path} returned {(int)actual}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["4.0"], response.Headers.GetValues("OData-Version"));
        var error = Assert.Single(JsonDocument.Parse(body).RootElement.EnumerateObject());
        Assert.Equal("error", error.Name);
        Assert.Equal(["code", "message"], error.Value.EnumerateObject().Select(property => property.Name));
        Assert.Equal(code, error.Value.GetProperty("code").GetString());
        Assert.DoesNotMatch(
            @"(?i)innererror|stack|exception|internal error|\bMicrosoft\.|\bSystem\.|Npgsql|BabyNames\.Data|Attribute\b|Settings\b",
            body
        );
    }
}
