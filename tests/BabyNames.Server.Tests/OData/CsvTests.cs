using System.Net;
using System.Text;
using System.Text.Json;
using BabyNames.ODataEngine.Writers;

namespace BabyNames.Server.Tests.OData;

public class CsvTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("Countries?$format=csv&$select=Name,Code&$top=2", "", "Name,Code\r\nAustralia,AU\r\nCanada,CA\r\n")]
    [InlineData("Countries?$select=Code,SourceUrl&$filter=Code eq 'CA'", "text/csv", "Code,SourceUrl\r\nCA,\r\n")]
    [InlineData("Countries?$select=Code&$filter=Code eq 'CA'", "text/csv;q=0.9,application/json;q=0.5", "Code\r\nCA\r\n")]
    [InlineData("Countries?$format=text/csv&$select=Code&$filter=Code eq 'XX'", "application/json", "Code\r\n")]
    [InlineData(
        "NameStatistics?$format=csv&$select=Share,Name,Births&$filter=CountryCode eq 'GB'&$orderby=Births desc,Name&$top=1",
        "",
        "Share,Name,Births\r\n32.26,O'Neil,200\r\n"
    )]
    [InlineData("NameStatistics?$format=csv&$select=Name&$filter=Name eq 'Zoë'", "", "Name\r\nZoë\r\n")]
    public async Task Each_row_is_a_line_of_the_selected_columns(string path, string accept, string expected)
    {
        var (status, _, response) = await server.AskAsync(path, ("Accept", accept));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType.CharSet);
        Assert.Equal($"{path.Split('?')[0]}.csv", response.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition.DispositionType);
        Assert.Equal(Encoding.UTF8.GetBytes('\ufeff' + expected), await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(
        "NameStatistics?$format=csv&$apply=filter(CountryCode eq 'GB')/groupby((Country/Name,Year),aggregate(Births with sum as Total))",
        "Country/Name,Year,Total\r\nUnited Kingdom,1880,620\r\n"
    )]
    [InlineData(
        "NameStatistics?$format=csv&$filter=CountryCode eq 'GB' and length(Name) eq 3&$select=Name,Births",
        "Name,Births\r\nZoë,150\r\n"
    )]
    [InlineData(
        "NameStatistics?$format=csv&$apply=groupby((CountryCode),aggregate(Births with min as Least,$count as Rows))&$top=1",
        "CountryCode,Least,Rows\r\nGB,120,4\r\n"
    )]
    [InlineData("GenderDistribution(names='Mary')?$format=csv&$select=Name,Births", "Name,Births\r\nMary,14040\r\n")]
    public async Task Groups_and_functions_are_available_as_CSV(string path, string expected)
    {
        var (status, body, response) = await server.AskAsync(path);
        Assert.Equal((HttpStatusCode.OK, expected), (status, body));
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"{path.Split('?', '(')[0]}.csv", response.Content.Headers.ContentDisposition!.FileName);
    }

    [Fact]
    public async Task Groups_in_CSV_have_no_pages()
    {
        var (_, body, _) = await server.AskAsync(
            "NameStatistics?$format=csv&$apply=groupby((CountryCode,Name),aggregate(Births with sum as Total))",
            ("Prefer", "maxpagesize=10")
        );
        var expected = await server.SqlAsync(
            "SELECT country_code || ',' || name || ',' || sum(total_count) FROM name_statistics GROUP BY country_code, name "
                + "ORDER BY country_code, name"
        );
        Assert.Equal(expected.Select(row => (string)row[0]), body.TrimEnd().Split("\r\n").Skip(1));
    }

    [Theory]
    [InlineData("application/json,text/csv;q=0.9")]
    [InlineData("*/*")]
    [InlineData("text/csv;q=0,application/json")]
    public async Task A_client_that_prefers_JSON_gets_JSON(string accept) =>
        Assert.Equal(
            "application/json",
            (await server.AskAsync("Countries", ("Accept", accept))).Response.Content.Headers.ContentType!.MediaType
        );

    [Fact]
    public async Task Rows_in_CSV_have_no_pages()
    {
        var (_, body, _) = await server.AskAsync("NameStatistics?$format=csv", ("Prefer", "maxpagesize=10"));
        var lines = body.TrimEnd().Split("\r\n");
        Assert.Equal(
            "CountryCode,Year,Gender,Name,CountryName,Decade,Births,Rank,Share,YearTotal,DatasetCount,PerMillion,Coverage,NameKey",
            lines[0].TrimStart('\ufeff')
        );
        var expected = await server.SqlAsync(
            """
            SELECT s.country_code || ',' || year || ',' || gender || ',' || s.name || ',' || c.name || ',' || year / 10 * 10 || ',' ||
                total_count || ',' || rank
                || ',' || share || ',' || year_total || ',' || dataset_count || ',' ||
                    ROUND(1000000.0 * total_count / year_total, 2) || ',' || coverage || ',' || s.country_code || '|' || s.name
            FROM name_statistics s JOIN countries c ON c.id = country_id ORDER BY country_code, year, gender, s.name
            """
        );
        Assert.True(body.Length > 128 * 1024, "The response is not longer than the amount that the server sends at once.");
        Assert.Equal(expected.Select(row => (string)row[0]), lines.Skip(1));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("=\"a\"\n", "\"'=\"\"a\"\"\n\"")]
    [InlineData("", "")]
    public void A_text_value_is_never_a_formula_or_a_line_break(string text, string expected) => Assert.Equal(expected, Cell(text));

    [Fact]
    public void Values_are_written_as_in_JSON()
    {
        Assert.Equal("-5", Cell(-5));
        Assert.Equal("-0.50", Cell(-0.50m));
        Assert.Equal("9223372036854775807", Cell(long.MaxValue));
        Assert.Equal("2024-02-03T04:05:06.123456Z", Cell(new DateTimeOffset(2024, 2, 3, 4, 5, 6, TimeSpan.Zero).AddTicks(1234560)));
        Assert.Equal("true", Cell(true));
        Assert.Equal("2024-02-03", Cell(new DateOnly(2024, 2, 3)));
        Assert.Equal("04:05:06", Cell(new TimeOnly(4, 5, 6)));
        Assert.Equal("PT1H30M", Cell(TimeSpan.FromMinutes(90)));
        Assert.Equal("", Cell<object?>(null));
    }

    [Theory]
    [InlineData("Countries?$format=csv&$count=true", HttpStatusCode.BadRequest, "BN400")]
    [InlineData("NameStatistics?$format=csv&$count=true&$apply=groupby((Year))", HttpStatusCode.BadRequest, "BN400")]
    [InlineData("GenderDistribution(names='Mary')?$format=csv&$count=true", HttpStatusCode.BadRequest, "BN400")]
    [InlineData("NameStatistics?$format=csv&$expand=Country", HttpStatusCode.NotImplemented, "BN501")]
    [InlineData("Countries('GB')?$format=csv", HttpStatusCode.NotAcceptable, "BN406")]
    public async Task An_option_that_CSV_cannot_show_is_refused(string path, HttpStatusCode expected, string code)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.Equal((expected, code), (status, JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("code").GetString()));
    }

    private static string Cell<T>(T value)
    {
        using var csv = new StringWriter();
        CsvWriter.Write(csv, value);
        return csv.ToString();
    }
}
