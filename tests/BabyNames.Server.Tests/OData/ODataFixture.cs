using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>A server with the US files of 1880 and 1881 and four rows of Great Britain. The names of these four rows must be escaped in a
/// URL.</summary>
public class ODataFixture : ServerFixture, IAsyncLifetime
{
    public ODataFixture() { }

    /// <inheritdoc cref="ServerFixture(string[])"/>
    protected ODataFixture(params string[] settings)
        : base(settings) { }

    public new async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await IngestAsync("names.zip", Samples.Zip(1880, 1881));
        await SqlAsync(
            """
            WITH gb AS (SELECT id, country_id FROM areas WHERE code = 'GB'), file AS (
                INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
                SELECT country_id, 'gb.csv', 'nowhere', 1, 'gb_ons', repeat('0', 64) FROM gb RETURNING id, country_id),
            slice AS (
                INSERT INTO dataset_slices (dataset_id, country_id, area_id, year, gender, parser_type, claim, row_count, births)
                SELECT file.id, file.country_id, gb.id, 1880, 'F', 'gb_ons', 0, 4, 620 FROM file, gb)
            INSERT INTO names (dataset_id, country_id, area_id, year, name, gender, count)
            SELECT file.id, file.country_id, gb.id, 1880, name, 'F', births
            FROM file, gb, (VALUES ('O''Neil', 200), ('Anne/Marie', 150), ('Zoë', 150), ('100% +&#?', 120)) AS rows (name, births)
            """
        );
        // Countries without a page make SourceUrl null. It is the only nullable column of the entity set.
        await SqlAsync("UPDATE countries SET source_url = NULL WHERE code IN ('CA', 'AU')");
        await UpToDateAsync();
    }

    async Task IAsyncLifetime.InitializeAsync() => await InitializeAsync();

    /// <summary>Sends a GET request and returns its response, which can be an error.</summary>
    public async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> AskAsync(
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/odata/{path}");
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    /// <summary>Returns the rows of a response and asserts that the response has no next link.</summary>
    public async Task<List<JsonElement>> RowsAsync(string path)
    {
        var (rows, pages) = await CrawlAsync(path, pageSize: 10_000);
        Assert.Equal(1, pages);
        return rows;
    }

    /// <summary>Returns all rows. Follows the next links as a client does.</summary>
    public async Task<(List<JsonElement> Rows, int Pages)> CrawlAsync(string path, int pageSize)
    {
        var (rows, pages) = (new List<JsonElement>(), 0);
        for (var next = $"/odata/{path}"; next is not null; pages++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            request.Headers.Add("Prefer", $"odata.maxpagesize={pageSize}");
            using var response = await Client.SendAsync(request);
            var page = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(response.IsSuccessStatusCode, $"{next}: {page}");
            var found = page.GetProperty("value").EnumerateArray().ToList();
            Assert.InRange(found.Count, 0, pageSize);
            rows.AddRange(found);
            next = page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }
        return (rows, pages);
    }
}
