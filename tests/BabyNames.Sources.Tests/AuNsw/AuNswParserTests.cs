using System.Text;
using System.Text.Json;
using BabyNames.Sources.AuNsw;
using BabyNames.Sources.Tests.AuSa;

namespace BabyNames.Sources.Tests.AuNsw;

public class AuNswParserTests
{
    private const string Path = "au/nsw/popular_baby_names_1952_to_2024.csv";
    private const string Heading = "Rank,Name,Number,Gender,Year\r\n";

    private static readonly AuFiles Files = new(new AuNswParser());

    private static readonly JsonElement Expected = AuFiles.Expected.GetProperty(Path);

    [Fact]
    public void The_published_file_adds_up_to_its_totals()
    {
        var (rows, report) = Files.Read(Path);
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal(Expected.GetProperty("rows").GetInt32(), rows.Count);
        Assert.Equal(Expected.GetProperty("total").GetInt64(), rows.Sum(row => (long)row.Count));
        foreach (var sex in Expected.GetProperty("total_by_sex").EnumerateObject())
            Assert.Equal(sex.Value.GetInt64(), rows.Where(row => row.Gender == sex.Name[0]).Sum(row => (long)row.Count));
        Assert.Equal(Enumerable.Range(1952, 73), rows.Select(row => row.Year).Distinct().Order());
        Assert.All(rows.GroupBy(row => row.Year), year => Assert.Equal(year.Key == 2024 ? 202 : 200, year.Count()));
    }

    [Fact]
    public void A_name_in_capitals_and_in_mixed_case_is_one_series()
    {
        var (rows, report) = Files.Read(Path);
        foreach (var sex in Expected.GetProperty("top5_all_years_ignoring_case").EnumerateObject())
            AssertTop(sex.Value, rows.Where(row => row.Gender == sex.Name[0]));
        foreach (var sex in Expected.GetProperty("top5_2024").EnumerateObject())
            AssertTop(sex.Value, rows.Where(row => row.Gender == sex.Name[0] && row.Year == 2024));
        Assert.Equal(
            [(SourceCodes.Placeholder, 2), (SourceCodes.TopOnly, 1)],
            report.Warnings.Select(warning => (warning.Code, warning.Count))
        );
    }

    [Theory]
    [InlineData("3,Ada,5,Female", SourceCodes.Columns, null)]
    [InlineData("3,Ada,5.0,Female,2001", SourceCodes.Count, "Number")]
    [InlineData("3,Ada,5,F,2001", SourceCodes.Gender, "Gender")]
    [InlineData("3,Ada,5,Female,1799", SourceCodes.Year, "Year")]
    [InlineData("3,Ada,5,Female,", SourceCodes.Year, "Year")]
    [InlineData("3,,5,Female,2001", SourceCodes.Name, "Name")]
    [InlineData("3,Emma,5,Female,2001", SourceCodes.Duplicate, "Name")]
    [InlineData("3,EMMA \u0007,5,Female,2001", SourceCodes.Name, "Name")]
    [InlineData("3,\"Ada,5,Female,2001", SourceCodes.Quote, null)]
    public void An_error_has_its_line_and_column(string line, string code, string? column)
    {
        var (rows, report) = Files.Read(
            "nsw.csv",
            Encoding.UTF8.GetBytes($"{Heading}1,Emma,9,Female,2001\r\n{line}\r\n2,Emma,8,Male,2001")
        );
        Assert.Equal([new(2001, 'F', "Emma", 9), new NameRecord(2001, 'M', "Emma", 8)], rows);
        var error = Assert.Single(report.Errors);
        Assert.Equal((code, 3L, column), (error.Code, error.Line, error.Column));
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        var error = Files.FirstError("nsw.csv", Encoding.Latin1.GetBytes(Heading + "1,CHLOÉ,9,Female,2001\r\n"));
        Assert.Equal((SourceCodes.Encoding, 2L), (error.Code, error.Line));
    }

    [Fact]
    public void A_file_above_the_limit_of_names_is_refused() =>
        Assert.Equal(SourceCodes.OverLimit, Files.FirstError(Path, AuFiles.Bytes(Path), limits: new() { MaxRowsInMemory = 1_000 }).Code);

    [Theory]
    [InlineData(Heading, SourceCodes.Empty)]
    [InlineData("Rank,Name,Number,Year,Gender\r\n1,Emma,9,2001,Female\r\n", SourceCodes.Heading)]
    public void A_file_without_the_heading_or_without_names_is_refused(string text, string code) =>
        Assert.Equal(code, Files.FirstError("nsw.csv", Encoding.UTF8.GetBytes(text)).Code);

    [Fact]
    public void The_files_of_New_South_Wales_and_South_Australia_are_each_recognized_by_one_source()
    {
        Assert.Equal(["au_nsw"], Recognized(Path));
        Assert.Equal(["au_sa"], Recognized("au/sa/femalecy2016top.csv"));
    }

    private static IEnumerable<string> Recognized(string path) =>
        SourceCatalog
            .Recognize(new(path, new MemoryStream(AuFiles.Bytes(path)), new()), SourceCatalog.All)
            .Matching.Select(found => found.Source.Id);

    private static void AssertTop(JsonElement expected, IEnumerable<NameRecord> rows) =>
        Assert.Equal(
            expected.EnumerateArray().Select(name => (NameNormalizer.Normalize(name[0].GetString()!), name[1].GetInt32())),
            rows.GroupBy(row => row.Name, (name, of) => (name, of.Sum(row => row.Count)))
                .OrderByDescending(name => name.Item2)
                .ThenBy(name => name.name, StringComparer.Ordinal)
                .Take(5)
        );
}
