using System.Globalization;
using System.Net;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

public class ODataQueryTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData(
        "NameStatistics",
        "CountryCode eq 'US' and Year eq 1880 and Gender eq 'F'",
        "country_code = 'US' AND year = 1880 AND gender = 'F'"
    )]
    [InlineData("NameStatistics", "Name in ('Emma','Mary') or Births ge 5000", "name IN ('Emma', 'Mary') OR total_count >= 5000")]
    [InlineData("NameStatistics", "not startswith(Name,'M') and length(Name) lt 4", "name NOT LIKE 'M%' AND LENGTH(name) < 4")]
    [InlineData("NameStatistics", "contains(tolower(Name),'nn')", "LOWER(name) LIKE '%nn%'")]
    [InlineData("NameStatistics", "contains(Name,'%25') or endswith(Name,'_')", "name LIKE '%\\%%'")]
    [InlineData("NameStatistics", "Share gt 0.5 and Share le 1.25 and Rank mod 2 eq 0", "share > 0.5 AND share <= 1.25 AND rank % 2 = 0")]
    [InlineData("NameStatistics", "Births mul 100 gt YearTotal", "total_count * 100 > year_total")]
    [InlineData("NameStatistics", "Country/Name eq 'United Kingdom'", "country_code = 'GB'")]
    [InlineData("NameStatistics", "Country/Code eq 'GB' or $it/Name eq 'Mary'", "country_code = 'GB' OR name = 'Mary'")]
    [InlineData("Names", "Country/Code eq 'GB' or Country/Code in ('AU')", "code = 'GB'")]
    [InlineData("NameStatistics", "Gender in ('F') and Year ne 1881", "gender = 'F' AND year <> 1881")]
    [InlineData("NameStatistics", "Gender eq 'f' or Name eq null", "FALSE")]
    [InlineData("NameStatistics", "Name eq 'O''Neil'", "name = 'O''Neil'")]
    [InlineData("NameStatistics", "Births gt 10000000000", "FALSE")]
    [InlineData(
        "GenderProbabilities",
        "MaleProbability gt 1 and FemaleProbability gt 1",
        "male_probability > 1 AND female_probability > 1"
    )]
    [InlineData("Names", "CountryCode eq 'GB'", "code = 'GB'")]
    [InlineData("Names", "'GB' ne CountryCode and Births gt 1000", "code <> 'GB' AND count > 1000")]
    [InlineData("Names", "CountryCode eq 'XX' or CountryCode eq null", "FALSE")]
    [InlineData("Names", "CountryCode in ('GB','AU','XX')", "code IN ('GB', 'AU')")]
    [InlineData("Names", "startswith(CountryCode,'G') or CountryCode gt 'UT'", "code LIKE 'G%' OR code > 'UT'")]
    [InlineData(
        "Names",
        "CreatedAt gt 2024-01-01T00:00:00%2B02:00 and year(CreatedAt) ge 2024 and CreatedAt lt 9000-01-01T00:00:00Z",
        "TRUE"
    )]
    [InlineData("NameStatistics", "CountryName eq 'United Kingdom' and Decade eq 1880", "country_code = 'GB'")]
    [InlineData("NameStatistics", "CountryName ne 'United Kingdom' and 1880 eq Decade and Rank lt 9", "country_code <> 'GB' AND rank < 9")]
    [InlineData("NameStatistics", "Decade eq 1881 or CountryName eq 'Nowhere' or CountryName eq null", "FALSE")]
    [InlineData("NameStatistics", "Decade ne 1880", "FALSE")]
    [InlineData("NameStatistics", "Decade add 1 eq Year and startswith(CountryName,'United K')", "FALSE")]
    [InlineData(
        "NameStatistics",
        "Decade add 1 eq Year and CountryName in ('United States','Canada')",
        "country_code = 'US' AND year = 1881"
    )]
    [InlineData("Names", "CountryName eq 'United Kingdom' and Decade eq 1880", "code = 'GB'")]
    [InlineData("Names", "CountryName in ('United Kingdom','Canada')", "code IN ('GB', 'CA')")]
    [InlineData("GenderProbabilities", "CountryName eq 'United Kingdom'", "country_code = 'GB'")]
    [InlineData(
        "YearTotals",
        "CountryName eq 'United States' and Decade eq 1880 and Births gt 100",
        "country_code = 'US' AND births > 100"
    )]
    [InlineData("Decades", "CountryName eq 'United States' and Decade eq 1880 and Rank le 10", "country_code = 'US' AND rank <= 10")]
    [InlineData("Datasets", "CountryCode eq 'GB' and Source eq 'gb_ons' and Status eq 'pending'", "parser_type = 'gb_ons'")]
    [InlineData("Countries", "SourceUrl eq null or contains(Attribution,'Social')", "source_url IS NULL OR attribution LIKE '%Social%'")]
    public async Task A_filter_returns_the_rows_of_SQL(string set, string filter, string where)
    {
        var source = set switch
        {
            "NameStatistics" => "name_statistics",
            "GenderProbabilities" => "gender_probabilities",
            "Names" => "(SELECT n.*, c.code FROM names n JOIN countries c ON c.id = n.country_id WHERE n.deleted_at IS NULL)",
            "YearTotals" => "year_totals",
            "Decades" => "decade_statistics",
            "Datasets" => "datasets",
            _ => "countries",
        };
        var expected = (long)(await server.SqlAsync($"SELECT COUNT(*) FROM {source} rows WHERE {where}"))[0][0];
        Assert.Equal(expected, (await server.RowsAsync($"{set}?$filter={filter}")).Count);
        Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), (await server.AskAsync($"{set}/$count?$filter={filter}")).Body);
    }

    [Fact]
    public async Task A_row_has_the_values_of_SQL()
    {
        var row = Assert.Single(await server.RowsAsync("NameStatistics?$filter=Name eq 'Mary' and Year eq 1880 and Gender eq 'F'"));
        var expected = Assert.Single(
            await server.SqlAsync(
                """
                SELECT country_code, year, gender, name, 'United States', 1880, total_count, rank, share, year_total, dataset_count,
                    ROUND(1000000.0 * total_count / year_total, 2), coverage, 'US|Mary'
                FROM name_statistics WHERE name = 'Mary' AND year = 1880 AND gender = 'F'
                """
            )
        );
        Assert.Equal(
            [
                "CountryCode",
                "Year",
                "Gender",
                "Name",
                "CountryName",
                "Decade",
                "Births",
                "Rank",
                "Share",
                "YearTotal",
                "DatasetCount",
                "PerMillion",
                "Coverage",
                "NameKey",
            ],
            row.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(
            expected.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)),
            row.EnumerateObject().Select(property => property.Value.ToString())
        );
    }

    [Fact]
    public async Task A_row_of_Names_has_its_country_without_expand()
    {
        var rows = await server.RowsAsync("Names?$filter=Name in ('Zoë','Mary') and Gender eq 'F' and Year eq 1880&$orderby=CountryCode");
        Assert.Equal(["GB", "US"], rows.Select(row => row.GetProperty("CountryCode").GetString()));
        Assert.Equal(
            ["Id", "CountryCode", "CountryName", "Year", "Decade", "Gender", "Name", "Births", "DatasetId", "CreatedAt", "Area"],
            rows[0].EnumerateObject().Select(property => property.Name)
        );
        Assert.EndsWith("Z", rows[0].GetProperty("CreatedAt").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NameStatistics?$select=Births,Name&$top=1", "{\"Name\":\"100% +&#?\",\"Births\":120}")]
    [InlineData(
        "NameStatistics?$select=Name&$expand=Country($select=Code)&$top=1",
        "{\"Name\":\"100% +&#?\",\"Country\":{\"Code\":\"GB\"}}"
    )]
    [InlineData("Names?$select=CountryCode&$filter=CountryCode eq 'GB'&$top=1", "{\"CountryCode\":\"GB\"}")]
    [InlineData(
        "Names?$select=Name&$expand=Country($select=Name)&$filter=Name eq 'Zoë'",
        "{\"Name\":\"Zoë\",\"Country\":{\"Name\":\"United Kingdom\"}}"
    )]
    [InlineData("GenderProbabilities?$select=MaleProbability&$filter=Name eq 'Zoë'", "{\"MaleProbability\":0.00}")]
    public async Task A_row_has_only_the_selected_properties(string path, string expected) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, Assert.Single(await server.RowsAsync(path))));

    [Fact]
    public async Task A_dataset_has_its_source_and_not_its_uploader()
    {
        var dataset = Assert.Single(await server.RowsAsync("Datasets?$filter=CountryName eq 'United States'"));
        Assert.Equal(
            "names.zip us_ssa completed",
            $"{dataset.GetProperty("Filename")} {dataset.GetProperty("Source")} {dataset.GetProperty("Status")}"
        );
        Assert.Equal("US Social Security Administration", dataset.GetProperty("Publisher").GetString());
        Assert.False(string.IsNullOrEmpty(dataset.GetProperty("Licence").GetString()));
        Assert.All(["FilePath", "UploadedBy"], secret => Assert.False(dataset.TryGetProperty(secret, out _)));
        Assert.Single(
            await server.RowsAsync(
                "Datasets?$filter=Licence eq 'CC0 1.0' and Area eq 'US' and length(Filename) gt 3 and "
                    + "startswith(Publisher,'US')&$orderby=Publisher"
            )
        );
    }

    /// <summary>Every column can be filtered, sorted and grouped in every entity set.</summary>
    [Theory]
    [InlineData("Datasets?$filter=year(UploadedAt) ge 2024")]
    [InlineData("Datasets?$filter=length(Filename) gt 3")]
    [InlineData("Datasets?$filter=startswith(Publisher,'US') and length(CountryName) gt 3")]
    [InlineData("Datasets?$orderby=Country/Name,length(Publisher)")]
    [InlineData("Datasets?$apply=filter(FileSize gt 5 and CountryCode eq 'US')")]
    [InlineData("Names?$filter=Area eq 'GB' and Decade eq 1880&$orderby=Area desc,Country/Name")]
    [InlineData("Names?$filter=length(Area) eq 2 and CountryCode eq 'GB'&$orderby=Decade,length(CountryName)")]
    [InlineData("Names?$apply=filter(Name eq 'Mary')/groupby((Area,CountryName,Decade),aggregate(Births with sum as Total))")]
    public async Task Every_column_works_in_every_option(string path)
    {
        var rows = await server.RowsAsync(path);
        Assert.NotEmpty(rows);
        var counted = await server.AskAsync(path.Replace("?", "/$count?", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.OK, rows.Count.ToString(CultureInfo.InvariantCulture)), (counted.Status, counted.Body));
        var csv = await server.AskAsync($"{path}&$format=csv");
        Assert.Equal((HttpStatusCode.OK, rows.Count + 1), (csv.Status, csv.Body.TrimEnd().Split('\n').Length));
    }

    [Theory]
    [InlineData("NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='O''Neil')", "O'Neil")]
    [InlineData("NameStatistics(Name='Anne%2FMarie',Gender='F',Year=1880,CountryCode='GB')", "Anne/Marie")]
    [InlineData("NameStatistics(Name='100%25%20%2B%26%23%3F',Gender='F',Year=1880,CountryCode='GB')", "100% +&#?")]
    [InlineData("GenderProbabilities(CountryCode='GB',Name='Zo%C3%AB')?$select=Name", "Zoë")]
    [InlineData("Countries('GB')", "United Kingdom")]
    public async Task A_row_is_found_by_its_key(string path, string name)
    {
        var row = await server.GetJsonAsync($"/odata/{path}");
        Assert.Equal(name, row.GetProperty("Name").GetString());
        Assert.EndsWith("/$entity", row.GetProperty("@odata.context").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Countries('GB')/Name", "{\"@odata.context\":\"ROOTodata/$metadata#Countries('GB')/Name\",\"value\":\"United Kingdom\"}")]
    [InlineData(
        "NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')/Births",
        "{\"@odata.context\":\"ROOTodata/$metadata#NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')/Births\","
            + "\"value\":150}"
    )]
    [InlineData("NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')/Share/$value", "24.19")]
    [InlineData("NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')/Name/$value", "Zoë")]
    [InlineData("NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')/Country/Name/$value", "United Kingdom")]
    [InlineData(
        "NameStatistics(CountryCode='GB',Year=1880,Gender='F',Name='Zo%C3%AB')/Country?$select=Name",
        "{\"@odata.context\":\"ROOTodata/$metadata#Countries(Name)/$entity\",\"Name\":\"United Kingdom\"}"
    )]
    public async Task A_path_can_continue_after_a_row(string path, string expected)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.Equal(
            (HttpStatusCode.OK, expected.Replace("ROOT", server.Client.BaseAddress!.ToString(), StringComparison.Ordinal)),
            (status, body.WithoutVersion())
        );
    }

    [Theory]
    [InlineData("Countries('CA')/SourceUrl")]
    [InlineData("Countries('CA')/SourceUrl/$value")]
    public async Task A_null_property_gets_204(string path) => Assert.Equal(HttpStatusCode.NoContent, (await server.AskAsync(path)).Status);

    [Theory]
    [InlineData("Countries('XX')")]
    [InlineData("Countries('XX')/Name")]
    [InlineData("Countries('US')/Nothing")]
    [InlineData("Names(0)")]
    public async Task An_unknown_key_or_property_is_not_found(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await server.AskAsync(path)).Status);

    [Fact]
    public async Task Ranks_equal_GraphQL()
    {
        var data = await server.DataAsync(
            """{ popularNames(country: "US", year: 1880, gender: F, first: 50) { nodes { name count rank share } } }"""
        );
        var rows = await server.RowsAsync(
            "NameStatistics?$filter=CountryCode eq 'US' and Year eq 1880 and Gender eq 'F'&$orderby=Births desc&$top=50"
        );
        var nodes = data.GetProperty("popularNames").GetProperty("nodes").EnumerateArray();
        Assert.Equal(
            nodes.Select(node => $"{node.GetProperty("name")} {node.GetProperty("count")} {node.GetProperty("rank")}"),
            rows.Select(row => $"{row.GetProperty("Name")} {row.GetProperty("Births")} {row.GetProperty("Rank")}")
        );
    }
}
