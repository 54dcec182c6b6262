using System.Net.Http.Headers;
using System.Text;
using BabyNames.Data;
using BabyNames.ODataEngine;
using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Writers;
using BabyNames.Server.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OData;
using Microsoft.AspNetCore.OData.Extensions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Tests.OData;

/// <summary>Compares rows that the page writer writes with rows that the OData library writes.</summary>
public class PageWriterTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("NameStatistics", "")]
    [InlineData("NameStatistics", "?$count=true&$skip=5")]
    [InlineData("NameStatistics", "?$count=true&$filter=Year eq 1700")]
    [InlineData("NameStatistics", "?$select=Share,Name&$orderby=Share desc")]
    [InlineData("NameStatistics", "?$select=*&$top=7")]
    [InlineData("NameStatistics", "?$select=Year,*&$top=0")]
    [InlineData("NameStatistics", "?$filter=contains(Name,'o')&$top=20&$count=true")]
    [InlineData("GenderProbabilities", "?$count=true")]
    [InlineData("GenderProbabilities", "?$select=MaleProbability")]
    [InlineData("Names", "?$top=40")]
    [InlineData("Names", "?$filter=CountryCode eq 'GB'&$select=CreatedAt,DatasetId,Id,Births")]
    [InlineData("Countries", "?$count=true")]
    [InlineData("Countries", "?$orderby=SourceUrl&$select=SourceUrl,UpdatedAt")]
    public async Task A_page_equals_the_page_of_the_library_byte_for_byte(string set, string options)
    {
        string[] media =
        [
            "",
            "application/json;odata.metadata=none",
            "application/json;IEEE754Compatible=true",
            "application/json;odata.metadata=minimal;IEEE754Compatible=true",
        ];
        foreach (var accept in media)
        {
            foreach (var version in (string[])["4.0", "4.01"])
            {
                (string, string)[] headers = [("Accept", accept), ("Prefer", "maxpagesize=25"), ("OData-MaxVersion", version)];
                var (_, body, response) = await server.AskAsync(set + options, headers);
                var (expected, contentType) = await LibraryAsync(set, options, headers);
                Assert.Equal(expected, body.WithoutVersion());
                Assert.Equal(MediaTypeHeaderValue.Parse(contentType), response.Content.Headers.ContentType);
                Assert.Equal(Encoding.UTF8.GetByteCount(body), response.Content.Headers.ContentLength);
            }
        }
    }

    [Fact]
    public async Task Special_characters_are_escaped_as_the_library_escapes_them()
    {
        var name = "\\\"/<>&'+é\u00a0\u2028\U0001F476\u007f\u0085";
        await server.SqlAsync("UPDATE countries SET attribution = $1 WHERE code = 'AU'", name);
        var (_, body, _) = await server.AskAsync("Countries");
        Assert.Equal((await LibraryAsync("Countries", "")).Body, body.WithoutVersion());
    }

    private async Task<(string Body, string ContentType)> LibraryAsync(
        string set,
        string options,
        params (string Name, string Value)[] headers
    )
    {
        var library = server.Services.GetRequiredService<ODataMiniMetadata>();
        var model = server.Services.GetRequiredService<ODataModel>();
        using var scope = library.ServiceProvider.CreateScope();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext();
        var address = server.Client.BaseAddress!;
        (http.Request.Method, http.Request.Scheme, http.Request.Host) = ("GET", address.Scheme, new(address.Authority));
        (http.Request.Path, http.Request.QueryString) = ($"/odata/{set}", new(new Uri(address, options).Query));
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = $"/odata/{set}";
        foreach (var (name, value) in headers)
            http.Request.Headers[name] = value;
        var request = new ODataRequest(
            http,
            library.Model,
            scope.ServiceProvider,
            body,
            server.Services.GetRequiredService<ODataService>()
        );
        var feed = model.EntitySets[set];
        var entities = ((EntitySetSegment)request.Path.FirstSegment).EntitySet;
        var query = new QueryOptions(model.Model, set, entities.EntityType, entities, http.Request, new(), DateTimeOffset.UtcNow);
        await using var database = await server.Services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>().CreateDbContextAsync();
        var found = feed.Rows(query, database);
        var page = await feed.ReadAsync(query, found.Rows, CancellationToken.None);
        var rows = feed.NewList();
        await foreach (var row in page.Rows)
            rows.Add(row);
        http.ODataFeature().TotalCount = page.Total;
        if (rows.Count > query.PageSize)
        {
            rows.RemoveAt(query.PageSize);
            http.ODataFeature().NextLink = SkipToken.NextLink(http.Request, query, page.Order.Token(rows[^1]!));
        }
        await ODataResponseWriter.WriteAsync(request, rows, query.Selection);
        return (Encoding.UTF8.GetString(body.ToArray()), http.Response.ContentType!);
    }
}
