using System.Diagnostics;
using System.Text;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>Crawls all pages of an entity set while datasets are replaced concurrently.</summary>
public class ConcurrentReplacementTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private static readonly TimeSpan CrawlTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The crawl returns each unchanged row exactly once and in order. It returns each changing row at most once, unless the order
    /// depends on a changing value: such a row can move behind the current page and be returned again.</summary>
    [Theory]
    [InlineData("NameStatistics?$select=CountryCode,Year,Gender,Name", "country_code, year, gender, name", false)]
    [InlineData(
        "NameStatistics?$select=CountryCode,Year,Gender,Name&$orderby=Births desc",
        "total_count DESC, country_code, year, gender, name",
        true
    )]
    [InlineData(
        "NameStatistics?$select=CountryCode,Year,Gender,Name&$orderby=Name desc,Year",
        "name DESC, year, country_code, gender",
        false
    )]
    [InlineData(
        "NameStatistics?$select=CountryCode,Year,Gender,Name&$orderby=Share,Births desc,Gender desc",
        "share, total_count DESC, gender DESC, country_code, year, name",
        true
    )]
    [InlineData(
        "NameStatistics?$select=CountryCode,Year,Gender,Name&$orderby=length(Name)",
        "length(name), country_code, year, gender, name",
        false
    )]
    [InlineData(
        "NameStatistics?$apply=groupby((CountryCode,Year,Gender,Name),aggregate(Births with sum as Total))&$orderby=Total",
        "total_count, country_code, year, gender, name",
        true
    )]
    public async Task Paging_during_replacements_of_datasets_returns_every_other_row_once(
        string path,
        string sqlOrder,
        bool isOrderByChangingValue
    )
    {
        using var end = new CancellationTokenSource();
        var replacing = ReplaceAsync(end.Token);
        var (changed, began) = (0, Stopwatch.StartNew());
        try
        {
            while (changed < 2)
            {
                Assert.True(began.Elapsed < CrawlTimeout, "The statistics did not change during a crawl.");
                var version = await VersionAsync();
                var rows = (await server.CrawlAsync(path, pageSize: 100))
                    .Rows.Select(row =>
                        $"{row.GetProperty("CountryCode")}{row.GetProperty("Year")}{row.GetProperty("Gender")}{row.GetProperty("Name")}"
                    )
                    .ToList();
                changed += await VersionAsync() == version ? 0 : 1;
                Assert.True(isOrderByChangingValue || rows.Distinct().Count() == rows.Count, "A crawl returned a row twice.");
                var expected = await server.SqlAsync(
                    $"SELECT country_code || year || gender || name FROM name_statistics WHERE country_code <> 'AU' ORDER BY {sqlOrder}"
                );
                Assert.Equal(expected.Select(row => (string)row[0]), rows.Where(row => !row.StartsWith("AU", StringComparison.Ordinal)));
            }
        }
        finally
        {
            await end.CancelAsync();
            await replacing;
        }
    }

    private async Task<long> VersionAsync() => (long)(await server.SqlAsync("SELECT version FROM statistics_state"))[0][0];

    /// <summary>Uploads a file of Australia and replaces it repeatedly until the token is canceled. Then deletes its dataset.</summary>
    private async Task ReplaceAsync(CancellationToken end)
    {
        Guid? last = null;
        for (var round = 0; !end.IsCancellationRequested; round++)
        {
            var file = new StringBuilder("year,name,sex,count\n");
            for (var i = 0; i < 300; i++)
                file.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"1880,Name{(char)('a' + (i % 26))}{(char)('a' + (i / 26))},F,{5 + ((i * 7 + round + Random.Shared.Next(5)) % 400)}\n"
                );
            last = await server.Client.AcceptedAsync(
                $"au-{Guid.NewGuid()}.csv",
                Encoding.UTF8.GetBytes(file.ToString()),
                server.AdminKey,
                country: "AU"
            );
            await server.SettleAsync(last.Value);
        }
        await server.DataAsync(
            "mutation ($id: UUID!) { deleteDataset(input: { datasetId: $id }) { errors { ... on Error { message } } } }",
            new { id = last },
            server.AdminKey
        );
        await server.UpToDateAsync();
    }
}
