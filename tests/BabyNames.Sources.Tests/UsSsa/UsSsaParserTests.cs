using System.Text;
using System.Text.Json;
using BabyNames.Sources.UsSsa;

namespace BabyNames.Sources.Tests.UsSsa;

public class UsSsaParserTests
{
    private static readonly JsonElement Expected = Json("us/expected.json");

    [Fact]
    public void The_published_archive_adds_up_to_its_totals()
    {
        using var stream = File.OpenRead(PublishedArchive.Path);
        var (rows, report) = Read("names.zip", stream);

        var us = Expected.GetProperty("us");
        Assert.Equal(0, report.ErrorCount);
        Assert.Empty(report.Warnings);
        Assert.Equal(us.GetProperty("rows").GetInt32(), rows.Count);
        Assert.Equal(us.GetProperty("births").GetInt64(), rows.Sum(row => (long)row.Count));
        Assert.Equal(
            us.GetProperty("births_by_sex").GetProperty("F").GetInt64(),
            rows.Where(row => row.Gender == 'F').Sum(row => (long)row.Count)
        );
        Assert.Equal(us.GetProperty("distinct_names").GetInt32(), rows.Select(row => row.Name).Distinct().Count());
        Assert.Equal(
            us.GetProperty("per_year").EnumerateArray().Select(year => (year[0].GetInt32(), year[1].GetInt32(), year[2].GetInt64())),
            rows.GroupBy(row => row.Year, (year, ofYear) => (year, ofYear.Count(), ofYear.Sum(row => (long)row.Count)))
        );
    }

    [Fact]
    public void The_published_file_of_one_year_adds_up_to_its_total()
    {
        using var stream = File.OpenRead(Path.Combine("Data", "us", "yob1880.txt"));
        var (rows, report) = Read("yob1880.txt", stream);

        var year = Expected.GetProperty("us_single_files").GetProperty("us/yob1880.txt");
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal(year.GetProperty("rows").GetInt32(), rows.Count);
        Assert.Equal(year.GetProperty("total").GetInt64(), rows.Sum(row => (long)row.Count));
        Assert.Equal(new NameRecord(1880, 'F', "Mary", 7065), rows[0]);
    }

    public static TheoryData<string> Cases =>
        [.. Json("bad/cases.json").EnumerateArray().Select(@case => @case.GetProperty("path").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_listed_invalid_file_ends_as_listed(string path)
    {
        var expected = Json("bad/cases.json").EnumerateArray().Single(@case => @case.GetProperty("path").GetString() == path);
        using var stream = File.OpenRead(Path.Combine("Data", "bad", path));
        switch (expected.GetProperty("valid").ValueKind)
        {
            case JsonValueKind.True:
                var (rows, report) = Read(path, stream);
                Assert.Equal(0, report.ErrorCount);
                Assert.Equal(expected.GetProperty("rows").GetInt32(), rows.Count);
                Assert.Equal(expected.GetProperty("total").GetInt64(), rows.Sum(row => (long)row.Count));
                break;
            case JsonValueKind.False:
                var error = FirstError(path, stream);
                Assert.Matches("^BN1[0-3][0-9]$", error.Code);
                if (expected.GetProperty("line") is { ValueKind: JsonValueKind.Number } line)
                    Assert.Equal(line.GetInt64(), error.Line);
                Assert.DoesNotContain(error.ToString(), char.IsControl);
                break;
        }
    }

    [Theory]
    [InlineData("name-with-bidi-override/yob2001.txt", SourceCodes.Name)]
    [InlineData("duplicate-rows-same-count/yob2001.txt", SourceCodes.Duplicate)]
    [InlineData("duplicate-rows-other-count/yob2001.txt", SourceCodes.Duplicate)]
    [InlineData("latin1-bytes/yob2001.txt", SourceCodes.Encoding)]
    [InlineData("name-with-line-break/yob2001.txt", SourceCodes.Quote)]
    [InlineData("very-long-line/yob2001.txt", SourceCodes.LineTooLong)]
    [InlineData("binary-renamed.csv", SourceCodes.NotText)]
    [InlineData("zip-symlink.zip", SourceCodes.MemberName)]
    [InlineData("zip-path-traversal.zip", SourceCodes.MemberName)]
    [InlineData("zip-bomb-300mb-zeros.zip", SourceCodes.OverLimit)]
    [InlineData("zip-bomb-false-size.zip", SourceCodes.Damaged)]
    [InlineData("zip-corrupt-member.zip", SourceCodes.Damaged)]
    [InlineData("zip-password-protected.zip", SourceCodes.Encrypted)]
    [InlineData("zip-in-zip.zip", SourceCodes.NestedArchive)]
    public void An_invalid_file_is_refused_with_its_code(string path, string code)
    {
        using var stream = File.OpenRead(Path.Combine("Data", "bad", path));
        Assert.Equal(code, FirstError(path, stream).Code);
    }

    [Theory]
    [InlineData("duplicate-rows-other-case/yob2001.txt", SourceCodes.AddedUp, 10)]
    [InlineData("duplicate-rows-nfc-nfd/yob2001.txt", SourceCodes.AddedUp, 11)]
    [InlineData("name-html/yob2001.txt", SourceCodes.UnusualName, 11)]
    [InlineData("name-sql/yob2001.txt", SourceCodes.UnusualName, 11)]
    [InlineData("csv-formula-names/yob2001.txt", SourceCodes.UnusualName, 14)]
    public void A_doubtful_row_is_read_with_a_warning(string path, string code, int rowCount)
    {
        using var stream = File.OpenRead(Path.Combine("Data", "bad", path));
        var (rows, report) = Read(path, stream);
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal(rowCount, rows.Count);
        Assert.Equal(code, Assert.Single(report.Warnings).Code);
    }

    [Fact]
    public void All_errors_are_counted_and_the_first_100_are_kept()
    {
        var text = string.Concat(Enumerable.Range(0, 250).Select(i => $"Name{i},F,none\n"));
        var (rows, report) = Read("yob2001.txt", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.Empty(rows);
        Assert.Equal(250, report.ErrorCount);
        Assert.Equal(Enumerable.Range(1, 100).Select(line => (long?)line), report.Errors.Select(error => error.Line));
    }

    [Fact]
    public void One_invalid_line_after_99999_valid_lines_is_found()
    {
        var text = new StringBuilder();
        for (var i = 1; i < 100_000; i++)
            text.Append($"{Letters(i)},F,{i}\r\n");
        text.Append("Zoe,F,-5\r\n");
        var error = FirstError("yob2001.txt", new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
        Assert.Equal(new SourceError(SourceCodes.Count, "yob2001.txt", 100_000, "Zoe,F,-5", error.Reason, "Count"), error);
    }

    [Fact]
    public void Control_characters_of_a_file_are_escaped_in_an_error()
    {
        var error = FirstError("yob2001.txt", new MemoryStream("An\u001b[31m\u202Ena,F,5\n"u8.ToArray()));
        Assert.Equal(@"An\u{001B}[31m\u{202E}na,F,5", error.Text);
    }

    private static SourceError FirstError(string path, Stream stream)
    {
        try
        {
            var (_, report) = Read(path, stream);
            return report.Errors.Count > 0 ? report.Errors[0] : throw new Xunit.Sdk.XunitException($"{path} was accepted");
        }
        catch (SourceFormatException exception)
        {
            return exception.Error;
        }
    }

    private static (List<NameRecord> Rows, SourceReport Report) Read(string path, Stream stream)
    {
        var report = new SourceReport();
        var file = new SourceFile(path, stream, new SourceLimits());
        return ([.. new UsSsaParser().Read(file, report, CancellationToken.None)], report);
    }

    /// <summary>Returns a different ASCII name for each number.</summary>
    private static string Letters(int number)
    {
        var name = new StringBuilder("N");
        for (; number > 0; number /= 26)
            name.Append((char)('a' + (number % 26)));
        return name.ToString();
    }

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine("Data", path))).RootElement;
}
