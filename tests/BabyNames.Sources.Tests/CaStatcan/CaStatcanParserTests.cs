using System.IO.Compression;
using BabyNames.Sources.CaStatcan;

namespace BabyNames.Sources.Tests.CaStatcan;

public class CaStatcanParserTests
{
    private const string Sample = "ca/17100147-layout-sample.csv";
    private const string Heading = "REF_DATE,GEO,Sex at birth,First name at birth,Indicator,VALUE,STATUS\n";
    private const string Anna = "2001,Canada,Female,ANNA,Frequency,5,\n";

    private static readonly CaStatcanParser Parser = new();

    [Fact]
    public void The_layout_sample_is_read() => AssertSample(Parser.Data(Sample));

    [Fact]
    public void The_archive_is_read_and_its_metadata_file_is_skipped()
    {
        using var archive = Archive(
            ("17100147_MetaData.csv", "Cube Title,Product Id\n"u8.ToArray()),
            ("17100147.csv", File.ReadAllBytes(Path.Combine("Data", Sample)))
        );
        Assert.NotNull(Parser.Recognize(new("17100147-eng.zip", archive, new SourceLimits())));
        AssertSample(Parser.Read("17100147-eng.zip", archive));
    }

    [Fact]
    public void An_error_in_an_archive_names_the_member()
    {
        using var archive = Archive(
            ("17100147.csv", System.Text.Encoding.UTF8.GetBytes(Heading + "2001,Canada,Female,ANNA,Frequency,x,\n"))
        );
        var error = Reading.First(() => Parser.Read("17100147-eng.zip", archive));
        Assert.Equal(new SourceError(SourceCodes.Count, "17100147.csv", 2, "x", error.Reason, "VALUE"), error);
    }

    [Fact]
    public void An_archive_without_the_table_is_refused()
    {
        using var archive = Archive(("17100147_MetaData.csv", []));
        Assert.Equal(SourceCodes.NoMembers, Reading.First(() => Parser.Read("a.zip", archive)).Code);
        Assert.Null(Parser.Recognized(new SourceFile("a.zip", archive, new())));
    }

    public static TheoryData<string> Cases =>
        [.. Reading.Json("bad/ca-cases.json").EnumerateArray().Select(@case => @case.GetProperty("path").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_listed_invalid_file_ends_as_listed(string path)
    {
        var expected = Reading.Json("bad/ca-cases.json").EnumerateArray().Single(@case => @case.GetProperty("path").GetString() == path);
        var error = Reading.First(() => Parser.Data("bad/" + path));
        Assert.Equal(expected.GetProperty("line").GetInt64(), error.Line);
        if (expected.GetProperty("scope").GetString() == "row")
            Assert.Equal(expected.GetProperty("good_rows").GetInt32(), Parser.Data("bad/" + path).Rows.Count);
    }

    [Theory]
    [InlineData("ca-unknown-sex.csv", SourceCodes.Gender, "Sex at birth")]
    [InlineData("ca-value-text.csv", SourceCodes.Count, "VALUE")]
    [InlineData("ca-year-range.csv", SourceCodes.Year, "REF_DATE")]
    [InlineData("ca-value-column-missing.csv", SourceCodes.Heading, null)]
    public void An_error_has_its_code_and_column(string path, string code, string? column)
    {
        var error = Reading.First(() => Parser.Data("bad/" + path));
        Assert.Equal((code, column), (error.Code, error.Column));
        if (column is null)
            Assert.Contains("VALUE", error.Reason);
    }

    [Theory]
    [InlineData("2001,Ontario,Female,EVA,Frequency,5,", SourceCodes.Place)]
    [InlineData("2001,Canada,Female,EVA,Frequency,,", SourceCodes.Count)]
    [InlineData("2001,Canada,Female,EVA,Frequency,5.0,", SourceCodes.Count)]
    [InlineData("2001,Canada,Female,ANNA,Frequency,5,", SourceCodes.Duplicate)]
    public void An_invalid_row_is_refused_with_its_code(string line, string code)
    {
        var error = Parser.Fault("17100147.csv", Heading + Anna + line + "\n");
        Assert.Equal((code, 3L), (error.Code, error.Line));
    }

    [Theory]
    [InlineData("2001,Canada,Female,EVA,Frequency,,..\n")]
    [InlineData("2001,Canada,Female,EVA,Frequency,0,\n")]
    [InlineData("2001,Canada,Female,ANNA,Rank,12,\n")]
    public void Rows_that_are_not_births_are_skipped(string line)
    {
        var (rows, report) = Parser.Text("17100147.csv", Heading + Anna + line);
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal([new NameRecord(2001, 'F', "Anna", 5)], rows);
    }

    [Fact]
    public void Rows_of_a_year_that_are_not_adjacent_are_refused()
    {
        var error = Parser.Fault("17100147.csv", Heading + Anna + "2002,Canada,Boy,BO,Frequency,5,\n" + Anna);
        Assert.Equal((SourceCodes.Year, 4L), (error.Code, error.Line));
    }

    [Fact]
    public void A_table_without_frequencies_is_refused() =>
        Assert.Equal(SourceCodes.Empty, Parser.Fault("17100147.csv", Heading + "2001,Canada,Female,ANNA,Rank,1,\n").Code);

    private static void AssertSample((List<NameRecord> Rows, SourceReport Report) read)
    {
        var expected = Reading.Json("ca/expected.json").GetProperty(Sample);
        Assert.Equal(0, read.Report.ErrorCount);
        Assert.Empty(read.Report.Warnings);
        Assert.Equal(expected.GetProperty("frequency_rows_with_value").GetInt32(), read.Rows.Count);
        Assert.Equal(expected.GetProperty("total").GetInt64(), read.Rows.Sum(row => (long)row.Count));
        foreach (var part in expected.GetProperty("per_year_sex").EnumerateObject())
        {
            var rows = read.Rows.Where(row => $"{row.Year} {row.Gender}" == part.Name).ToList();
            Assert.Equal(part.Value.GetProperty("rows").GetInt32(), rows.Count);
            Assert.Equal(part.Value.GetProperty("total").GetInt32(), rows.Sum(row => row.Count));
            Assert.Equal(
                part.Value.GetProperty("top5")
                    .EnumerateArray()
                    .Select(pair => (NameNormalizer.Normalize(pair[0].GetString()!), pair[1].GetInt32())),
                rows.OrderByDescending(row => row.Count)
                    .ThenBy(row => row.Name, StringComparer.Ordinal)
                    .Take(5)
                    .Select(row => (row.Name, row.Count))
            );
        }
    }

    private static MemoryStream Archive(params (string Name, byte[] Bytes)[] members)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in members)
            {
                using var member = archive.CreateEntry(name).Open();
                member.Write(bytes);
            }
        }
        return stream;
    }
}
