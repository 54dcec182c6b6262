using BabyNames.Sources.GenericCsv;

namespace BabyNames.Sources.Tests.GenericCsv;

public class GenericCsvParserTests
{
    private static readonly GenericCsvParser Parser = new();

    [Theory]
    [InlineData("Year,Name,Sex,Count\n2001,ANNA,F,5\n")]
    [InlineData("\uFEFFNUMBER,gender,year,Rank,name\r\n5,Girl,2001,1,anna\r\n")]
    [InlineData("name,births,\"Gender\",YEAR\n\"Anna\",\"5\",Female,2001\n\n")]
    [InlineData("Amount,Name,Year,Sex\n5,Anna,2001,girls")]
    public void Columns_are_found_in_any_order_and_case(string text)
    {
        var (rows, report) = Parser.Text("any.csv", text);
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal([new NameRecord(2001, 'F', "Anna", 5)], rows);
        Assert.NotNull(Parser.Recognized(text));
    }

    [Theory]
    [InlineData("2001,Bo,X,5", SourceCodes.Gender, "Sex")]
    [InlineData("2001,Bo,Boy,5.5", SourceCodes.Count, "Count")]
    [InlineData("2001,Bo,M,0", SourceCodes.Count, "Count")]
    [InlineData("2001,Bo,M,\"1,000\"", SourceCodes.Count, "Count")]
    [InlineData("2001/2002,Bo,M,5", SourceCodes.Year, "Year")]
    [InlineData("1799,Bo,M,5", SourceCodes.Year, "Year")]
    [InlineData("2001,,M,5", SourceCodes.Name, "Name")]
    [InlineData("2001,Anna,F,6", SourceCodes.Duplicate, "Name")]
    [InlineData("2001,Bo,M", SourceCodes.Columns, null)]
    [InlineData("2001,\"Bo,M,5", SourceCodes.Quote, null)]
    public void An_error_has_its_line_and_column(string line, string code, string? column)
    {
        var error = Parser.Fault("any.csv", $"Year,Name,Sex,Count\n2001,Anna,F,5\n{line}\n");
        Assert.Equal((code, "any.csv", 3L, column), (error.Code, error.File, error.Line, error.Column));
    }

    [Theory]
    [InlineData("Year,Name,Sex\n2001,Anna,F\n", SourceCodes.Heading)]
    [InlineData("Year,Name,Sex,Gender,Count\n2001,Anna,F,F,5\n", SourceCodes.Heading)]
    [InlineData("Year;Name;Sex;Count\n2001;Anna;F;5\n", SourceCodes.Heading)]
    [InlineData("", SourceCodes.Empty)]
    public void Another_heading_is_refused(string text, string code)
    {
        Assert.Equal(code, Parser.Fault("any.csv", text).Code);
        Assert.Null(Parser.Recognized(text));
    }

    [Fact]
    public void A_heading_without_rows_is_refused() =>
        Assert.Equal(SourceCodes.Empty, Parser.Fault("any.csv", "Year,Name,Sex,Count\n").Code);

    [Fact]
    public void Text_in_Latin_1_is_refused()
    {
        var error = Reading.First(() =>
            Parser.Read("any.csv", new MemoryStream([.. "Year,Name,Sex,Count\n2001,Zo"u8, 0xEB, .. ",F,5\n"u8]))
        );
        Assert.Equal((SourceCodes.Encoding, 2L), (error.Code, error.Line));
    }

    [Fact]
    public void The_source_is_available_for_every_country() =>
        Assert.All(["US", "CA", "SE"], country => Assert.Contains(GenericCsvParser.Source, SourceCatalog.ForCountry(country)));

    /// <summary>A row names its area by the code, by the last part of the code or by the name. Case is ignored.</summary>
    [Theory]
    [InlineData("Area", "GB-SCT")]
    [InlineData("area code", "sct")]
    [InlineData("REGION", " Scotland ")]
    [InlineData("Territory", "gb-sct")]
    public void A_row_can_name_its_area_by_code_or_name(string heading, string area)
    {
        var (rows, report) = Read($"Year,{heading},Name,Sex,Count\n2001,{area},Anna,F,5\n2001,united kingdom,Anna,F,7\n");
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal([new NameRecord(2001, 'F', "Anna", 5, "GB-SCT"), new NameRecord(2001, 'F', "Anna", 7, "GB")], rows);
    }

    [Fact]
    public void An_unknown_area_is_refused()
    {
        var error = Reading.First(() => Read("Year,Area,Name,Sex,Count\n2001,Wyoming,Anna,F,5\n"));
        Assert.Equal((SourceCodes.UnknownArea, 2L, "Area", "Wyoming"), (error.Code, error.Line, error.Column, error.Text));
    }

    [Theory]
    [InlineData("Year,Area,Name,Sex,Count\n2001,GB,Anna,F,5\n", "GB-SCT", SourceCodes.Argument)]
    [InlineData("Year,Area,State,Name,Sex,Count\n2001,GB,GB,Anna,F,5\n", null, SourceCodes.Heading)]
    [InlineData("Year,Area,Ethnicity,Name,Sex,Count\n2001,GB,All,Anna,F,5\n", null, SourceCodes.Area)]
    [InlineData("Year,Area,Name,Sex,Count\n2001,GB,Anna,F,5\n2001,gb,Anna,F,5\n", null, SourceCodes.Duplicate)]
    public void An_area_in_both_the_file_and_the_argument_is_refused(string text, string? area, string code) =>
        Assert.Equal(code, Reading.First(() => Read(text, area)).Code);

    private static (List<NameRecord> Rows, SourceReport Report) Read(string text, string? area = null)
    {
        var report = new SourceReport();
        var areas = new AreaNames([("GB", "United Kingdom"), ("GB-SCT", "Scotland")]);
        var file = new SourceFile("any.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), new(), area: area, areas: areas);
        return ([.. Parser.Read(file, report, CancellationToken.None)], report);
    }
}
