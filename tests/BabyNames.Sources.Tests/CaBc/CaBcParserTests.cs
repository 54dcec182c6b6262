using System.Text.Json;
using BabyNames.Sources.CaBc;

namespace BabyNames.Sources.Tests.CaBc;

public class CaBcParserTests
{
    private static readonly CaBcParser Parser = new();

    [Theory]
    [InlineData("ca/bc-popular-boys-names.csv", 6)]
    [InlineData("ca/bc-popular-girls-names.csv", 10)]
    public void The_published_files_add_up_to_their_totals(string path, int repaired)
    {
        var (rows, report) = Parser.Data(path);

        var expected = Reading.Json("ca/expected.json").GetProperty(path);
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal(expected.GetProperty("rows_name_year_with_count").GetInt32(), rows.Count);
        Assert.Equal(expected.GetProperty("total").GetInt64(), rows.Sum(row => (long)row.Count));
        Assert.Equal(expected.GetProperty("names").GetInt32(), rows.Select(row => row.Name).Distinct().Count());
        Assert.Equal(expected.GetProperty("smallest_count").GetInt32(), rows.Min(row => row.Count));
        Assert.Equal((1915, 2014), (rows.Min(row => row.Year), rows.Max(row => row.Year)));
        Assert.All(rows, row => Assert.Equal(expected.GetProperty("sex").GetString(), row.Gender.ToString()));
        Assert.Equal(Top(expected.GetProperty("top5_all_years")), Top(rows));
        Assert.Equal(Top(expected.GetProperty("top5_2014")), Top(rows.Where(row => row.Year == 2014)));
        var warning = Assert.Single(report.Warnings);
        Assert.Equal((SourceCodes.Repaired, repaired), (warning.Code, warning.Count));
        Assert.Subset(
            rows.Select(row => row.Name).ToHashSet(),
            expected
                .GetProperty("same_names_repaired")
                .EnumerateArray()
                .Select(name => NameNormalizer.Normalize(name.GetString()!))
                .ToHashSet()
        );
    }

    [Fact]
    public void Accents_are_kept_where_a_name_of_the_file_has_a_correct_one()
    {
        var (rows, report) = Parser.Text("boys.csv", "Name,2001,Total\nJOS…,5,5\nANDRÉ,6,6\n");
        Assert.Equal(["Jos…", "André"], rows.Select(row => row.Name));
        Assert.Equal(SourceCodes.UnusualName, Assert.Single(report.Warnings).Code);
    }

    [Fact]
    public void An_unusual_but_valid_letter_is_kept() =>
        Assert.Equal("Àngel", Assert.Single(Parser.Text("boys.csv", "Name,2001,Total\nÀNGEL,5,5\n").Rows).Name);

    [Theory]
    [InlineData("ANNA,5,0,6", SourceCodes.Total, "Total")]
    [InlineData("ANNA,5,,5", SourceCodes.Count, "2002")]
    [InlineData("ANNA,5,-1,4", SourceCodes.Count, "2002")]
    [InlineData("EVA,5,0,5", SourceCodes.Duplicate, "Name")]
    [InlineData("ANNA,5,5", SourceCodes.Columns, null)]
    public void An_error_has_its_line_and_column(string line, string code, string? column)
    {
        var error = Parser.Fault("girls.csv", $"Name,2001,2002,Total\nEVA,0,0,0\nEVA,7,0,7\n{line}\n");
        Assert.Equal((code, 4L, column), (error.Code, error.Line, error.Column));
    }

    [Theory]
    [InlineData("names.csv", "Name,2001,Total\nANNA,5,5\n", SourceCodes.FileGender)]
    [InlineData("boys-and-girls.csv", "Name,2001,Total\nANNA,5,5\n", SourceCodes.FileGender)]
    [InlineData("girls.csv", "Name,2001,2003,Total\nANNA,5,5,10\n", SourceCodes.Heading)]
    [InlineData("girls.csv", "Name,2001\nANNA,5\n", SourceCodes.Heading)]
    [InlineData("girls.csv", "Name,2001,Total\n", SourceCodes.Empty)]
    public void An_invalid_file_is_refused_with_its_code(string fileName, string text, string code) =>
        Assert.Equal(code, Parser.Fault(fileName, text).Code);

    [Fact]
    public void The_argument_of_the_upload_gives_the_sex() =>
        Assert.Equal('F', Assert.Single(Parser.Text("names.csv", "Name,2001,Total\nANNA,5,5\n", 'F').Rows).Gender);

    [Fact]
    public void A_file_is_recognized_by_its_heading()
    {
        Assert.Equal("a heading Name,1915,...,Total", Parser.Recognized("Name,1915,1916,Total\n"));
        Assert.Null(Parser.Recognized("Name,Sex,Total\n"));
    }

    private static IEnumerable<(string, int)> Top(IEnumerable<NameRecord> rows) =>
        rows.GroupBy(row => row.Name, (name, all) => (name, all.Sum(row => row.Count)))
            .OrderByDescending(pair => pair.Item2)
            .ThenBy(pair => pair.name, StringComparer.Ordinal)
            .Take(5);

    private static IEnumerable<(string, int)> Top(JsonElement list) =>
        list.EnumerateArray().Select(pair => (NameNormalizer.Normalize(pair[0].GetString()!), pair[1].GetInt32()));
}
