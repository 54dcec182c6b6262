using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests a real file from the upload to the responses that show its figures.</summary>
public class UploadTests(UploadTests.UploadedYearFixture server) : IClassFixture<UploadTests.UploadedYearFixture>
{
    private static readonly byte[] File = Samples.Year(2023);

    [Fact]
    public async Task A_real_year_is_completed_with_every_row()
    {
        var data = await server.DataAsync(
            """
            { datasets { nodes {
                id filename fileSize sha256 parserType status rowCount errorMessage errorCount
                errors warnings uploadedBy processedAt country { code } } }
              jobs { nodes { type status attempts lastError payload rowsDone dataset { id } } } }
            """
        );
        var dataset = Assert.Single(Nodes(data, "datasets"));
        Assert.Equal(server.Dataset, dataset.GetProperty("id").GetGuid());
        Assert.Equal("yob2023.txt", dataset.GetProperty("filename").GetString());
        Assert.Equal(File.Length, dataset.GetProperty("fileSize").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File)), dataset.GetProperty("sha256").GetString());
        Assert.Equal("us_ssa", dataset.GetProperty("parserType").GetString());
        Assert.Equal("COMPLETED", dataset.GetProperty("status").GetString());
        Assert.Equal(Expected.Year(2023).Rows, dataset.GetProperty("rowCount").GetInt32());
        Assert.Equal("test admin", dataset.GetProperty("uploadedBy").GetString());
        Assert.Equal("US", dataset.GetProperty("country").GetProperty("code").GetString());
        Assert.Equal(0, dataset.GetProperty("errorCount").GetInt32());
        Assert.All(["errorMessage", "errors", "warnings"], name => Assert.Equal(JsonValueKind.Null, dataset.GetProperty(name).ValueKind));

        var job = Assert.Single(Nodes(data, "jobs"));
        Assert.Equal(
            ("PARSE_DATASET", "COMPLETED", 1),
            (job.GetProperty("type").GetString(), job.GetProperty("status").GetString(), job.GetProperty("attempts").GetInt32())
        );
        Assert.Equal(server.Dataset, job.GetProperty("payload").GetProperty("dataset_id").GetGuid());
    }

    [Fact]
    public async Task The_stored_rows_equal_the_lines_of_the_file()
    {
        var lines = Encoding
            .ASCII.GetString(File)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r'))
            .Order(StringComparer.Ordinal);
        var rows = await server.SqlAsync(
            "SELECT name || ',' || gender || ',' || count FROM names WHERE year = 2023 AND deleted_at IS NULL"
        );
        Assert.Equal(lines, rows.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("F")]
    [InlineData("M")]
    public async Task The_ten_most_popular_names_equal_the_published_ones(string gender)
    {
        var data = await server.DataAsync(
            $$"""{ popularNames(country: "US", year: 2023, gender: {{gender}}) { nodes { name count rank } } }"""
        );
        var expected = Expected
            .Us.GetProperty("top10")
            .GetProperty("2023")
            .GetProperty(gender)
            .EnumerateArray()
            .Select((pair, i) => (pair[0].GetString(), pair[1].GetInt64(), i + 1));
        Assert.Equal(
            expected,
            Nodes(data, "popularNames")
                .Select(node =>
                    (node.GetProperty("name").GetString(), node.GetProperty("count").GetInt64(), node.GetProperty("rank").GetInt32())
                )
        );
    }

    [Fact]
    public async Task The_totals_equal_the_published_ones()
    {
        var year = Expected.Year(2023);
        Assert.Equal(
            [
                ["F", year.RowsF, year.BirthsF, year.BirthsF],
                ["M", year.RowsM, year.BirthsM, year.BirthsM],
            ],
            await server.SqlAsync(
                """
                SELECT gender::TEXT, COUNT(*)::INTEGER, SUM(total_count)::BIGINT, MAX(year_total)
                FROM name_statistics WHERE year = 2023 GROUP BY gender ORDER BY gender
                """
            )
        );
    }

    [Fact]
    public async Task The_statistics_view_equals_plain_sql_over_the_rows() =>
        Assert.Empty(
            await server.SqlAsync(
                """
                WITH totals AS (
                    SELECT n.country_id, c.code, n.year, n.gender, n.name, SUM(count)::BIGINT AS births,
                        COUNT(DISTINCT dataset_id)::INTEGER AS datasets
                    FROM names n JOIN countries c ON c.id = n.country_id WHERE deleted_at IS NULL
                    GROUP BY n.country_id, c.code, n.year, n.gender, n.name
                ), figures AS (
                    SELECT t.*,
                        1 + (SELECT COUNT(*) FROM totals o WHERE (o.year, o.gender, o.code) = (t.year, t.gender, t.code)
                            AND o.births > t.births)::INTEGER AS rank,
                        (SELECT SUM(births) FROM totals o
                            WHERE (o.year, o.gender, o.code) = (t.year, t.gender, t.code))::BIGINT AS year_total
                    FROM totals t WHERE HASHTEXT(t.name) % 150 = 0
                ), expected AS (
                    SELECT country_id, code, year, gender, name, births, datasets, rank, year_total,
                        ROUND(100.0 * births / year_total, 2) AS share FROM figures
                ), actual AS (
                    SELECT country_id, country_code, year, gender, name, total_count, dataset_count, rank, year_total, share
                    FROM name_statistics WHERE HASHTEXT(name) % 150 = 0
                )
                (SELECT * FROM expected EXCEPT SELECT * FROM actual) UNION ALL (SELECT * FROM actual EXCEPT SELECT * FROM expected)
                """
            )
        );

    [Fact]
    public async Task The_probabilities_view_equals_plain_sql_over_the_rows() =>
        Assert.Empty(
            await server.SqlAsync(
                """
                WITH sums AS (
                    SELECT name, SUM(CASE gender WHEN 'M' THEN count ELSE 0 END)::NUMERIC AS m,
                        SUM(CASE gender WHEN 'F' THEN count ELSE 0 END)::NUMERIC AS f
                    FROM names WHERE deleted_at IS NULL GROUP BY name
                ), expected AS (
                    SELECT name, 'US' AS code, m, f, m + f, ROUND(100 * m / (m + f), 2), 100 - ROUND(100 * m / (m + f), 2) FROM sums
                        WHERE m + f >= 100
                ), actual AS (
                    SELECT name, country_code, male_count, female_count, total_count, male_probability, female_probability
                        FROM gender_probabilities
                )
                (SELECT * FROM expected EXCEPT SELECT * FROM actual) UNION ALL (SELECT * FROM actual EXCEPT SELECT * FROM expected)
                """
            )
        );

    [Fact]
    public async Task The_file_is_stored_unchanged()
    {
        var path = (string)(await server.SqlAsync("SELECT file_path FROM datasets WHERE id = $1", server.Dataset))[0][0];
        Assert.Equal(File, await System.IO.File.ReadAllBytesAsync(Path.Combine(server.StorageFolder, path)));
    }

    [Fact]
    public async Task The_same_bytes_are_refused_with_the_id_of_their_dataset()
    {
        using var request = Uploading.Request("another-name.txt", File, "US", parser: null, server.AdminKey);
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.False(answer.TryGetProperty("errors", out _));
        var payload = answer.GetProperty("data").GetProperty("uploadDataset");
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("dataset").ValueKind);
        var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal("DuplicateDatasetError", error.GetProperty("__typename").GetString());
        Assert.Equal("BN203", error.GetProperty("code").GetString());
        Assert.Equal(server.Dataset, error.GetProperty("datasetId").GetGuid());
        Assert.Equal(
            [
                [1L],
            ],
            await server.SqlAsync("SELECT COUNT(*) FROM datasets")
        );
        Assert.Single(Directory.GetFiles(server.StorageFolder, "*", SearchOption.AllDirectories));
    }

    private static IEnumerable<JsonElement> Nodes(JsonElement data, string field) =>
        data.GetProperty(field).GetProperty("nodes").EnumerateArray();

    /// <summary>A server that has loaded the US file of 2023.</summary>
    public sealed class UploadedYearFixture : ServerFixture, IAsyncLifetime
    {
        public Guid Dataset { get; private set; }

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Dataset = await IngestAsync("yob2023.txt", File);
        }
    }
}
