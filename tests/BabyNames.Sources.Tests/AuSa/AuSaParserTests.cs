using System.Text;
using System.Text.Json;
using BabyNames.Sources.AuSa;

namespace BabyNames.Sources.Tests.AuSa;

public class AuSaParserTests
{
    private const string Heading = "Given Name,Amount,Position\r\n";

    private static readonly AuFiles Files = new(new AuSaParser());

    public static TheoryData<string> Published =>
        [
            .. AuFiles
                .Expected.EnumerateObject()
                .Select(file => file.Name)
                .Where(name => name.StartsWith("au/sa/", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Published))]
    public void Each_published_file_adds_up_to_its_total(string path)
    {
        var expected = AuFiles.Expected.GetProperty(path);
        var (rows, report) = Files.Read(path);

        var sex = expected.TryGetProperty("sex_of_content", out var content) ? content : expected.GetProperty("sex_in_file_name");
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal(expected.GetProperty("names_after_merging_repeats").GetInt32(), rows.Count);
        Assert.Equal(expected.GetProperty("total").GetInt64(), rows.Sum(row => (long)row.Count));
        Assert.All(rows, row => Assert.Equal((expected.GetProperty("year").GetInt32(), sex.GetString()![0]), (row.Year, row.Gender)));
        Assert.Equal(
            expected
                .GetProperty("top5")
                .EnumerateArray()
                .Select(name => (NameNormalizer.Normalize(name[0].GetString()!), name[1].GetInt32())),
            rows.OrderByDescending(row => row.Count)
                .ThenBy(row => row.Name, StringComparer.Ordinal)
                .Take(5)
                .Select(row => (row.Name, row.Count))
        );
        Assert.All(
            expected.GetProperty("placeholders").EnumerateObject(),
            name => Assert.Equal(name.Value.GetInt32(), rows.Single(row => row.Name == NameNormalizer.Normalize(name.Name)).Count)
        );
        Assert.All(
            expected.GetProperty("names_with_other_characters").EnumerateArray(),
            name => Assert.Contains(rows, row => row.Name == NameNormalizer.Normalize(name.GetString()!))
        );
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Each_published_file_has_exactly_its_warnings(string path)
    {
        var expected = AuFiles.Expected.GetProperty(path);
        var (_, report) = Files.Read(path);

        var unusual = expected.GetProperty("names_with_other_characters").EnumerateArray().Any(name => name.GetString() != "CHLOÉ");
        var repeats = expected.GetProperty("rows").GetInt32() - expected.GetProperty("names_after_merging_repeats").GetInt32();
        Assert.Equal(repeats, Warned(SourceCodes.Repeated));
        Assert.Equal(unusual, Warned(SourceCodes.UnusualName) > 0);
        Assert.Equal(expected.TryGetProperty("sex_of_content", out _) ? 1 : 0, Warned(SourceCodes.Mislabelled));
        Assert.Equal(path.Contains("cy2016") ? 1 : 0, Warned(SourceCodes.RowSkipped));
        Assert.Equal(expected.GetProperty("encoding").GetString() == "windows-1252" ? 1 : 0, Warned(SourceCodes.OtherEncoding));
        Assert.Equal(expected.GetProperty("placeholders").EnumerateObject().Any(), Warned(SourceCodes.Placeholder) > 0);

        int Warned(string code) => report.Warnings.SingleOrDefault(warning => warning.Code == code)?.Count ?? 0;
    }

    public static TheoryData<string> Cases =>
        [.. AuFiles.Json("bad/au-cases.json").EnumerateArray().Select(@case => @case.GetProperty("path").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_listed_invalid_file_is_refused_at_its_line(string path)
    {
        var expected = AuFiles.Json("bad/au-cases.json").EnumerateArray().Single(@case => @case.GetProperty("path").GetString() == path);
        var error = Files.FirstError("bad/" + path);
        Assert.Matches("^BN1[0-3][0-9]$", error.Code);
        Assert.Equal(expected.GetProperty("line") is { ValueKind: JsonValueKind.Number } line ? line.GetInt64() : null, error.Line);
        Assert.DoesNotContain(error.ToString(), char.IsControl);
    }

    [Fact]
    public void The_error_of_an_invalid_amount_has_its_line_and_column()
    {
        var error = Files.FirstError("bad/au-amount-text/female_cy1999_top.csv");
        Assert.Equal(new SourceError(SourceCodes.Count, "female_cy1999_top.csv", 3, "n/a", error.Reason, "Amount"), error);
    }

    [Theory]
    [InlineData("cy1999.csv", null, null, SourceCodes.FileGender)]
    [InlineData("male_or_female_cy1999.csv", null, null, SourceCodes.FileGender)]
    [InlineData("female.csv", null, null, SourceCodes.Year)]
    [InlineData("female_cy19991.csv", null, null, SourceCodes.Year)]
    [InlineData("female_cy1799.csv", null, null, SourceCodes.Year)]
    [InlineData("female.csv", 2101, null, SourceCodes.Year)]
    public void A_file_without_year_or_sex_is_refused(string name, int? year, char? gender, string code) =>
        Assert.Equal(code, Files.FirstError(name, Bytes(Heading + "EMILY,171,1\r\n"), year, gender).Code);

    [Theory]
    [InlineData("FEMALE_CY1999_top.csv", null, null, 1999, 'F')]
    [InlineData("malecy1999top.csv", null, null, 1999, 'M')]
    [InlineData(@"C:\female\malecy1999top.csv", null, null, 1999, 'M')]
    [InlineData("top.csv", 2001, 'M', 2001, 'M')]
    public void The_arguments_of_the_upload_give_year_and_sex_where_the_file_name_does_not(
        string name,
        int? year,
        char? gender,
        int expectedYear,
        char expectedGender
    )
    {
        var (rows, _) = Files.Read(name, Bytes(Heading + "EMILY,171,1\r\n"), year, gender);
        Assert.Equal(new NameRecord(expectedYear, expectedGender, "Emily", 171), Assert.Single(rows));
    }

    [Fact]
    public void The_two_published_files_with_swapped_sexes_are_corrected_under_any_name()
    {
        var path = "au/sa/cusersjacksm01desktopfemalecy2017top.csv";
        var (renamed, quiet) = Files.Read("malecy2017top.csv", AuFiles.Bytes(path));
        var (unnamed, warned) = Files.Read("top.csv", AuFiles.Bytes(path), 2017);
        Assert.All(renamed.Concat(unnamed), row => Assert.Equal('M', row.Gender));
        Assert.DoesNotContain(quiet.Warnings, warning => warning.Code == SourceCodes.Mislabelled);
        Assert.Contains(warned.Warnings, warning => warning.Code == SourceCodes.Mislabelled);
    }

    [Fact]
    public void Repeated_names_are_added_up()
    {
        var (rows, _) = Files.Read("au/sa/male_cy1944_top.csv");
        Assert.Equal(479, rows.Single(row => row.Name == "John").Count);
    }

    [Fact]
    public void Blank_rows_and_a_total_row_are_skipped_and_the_name_Total_is_read()
    {
        var (rows, report) = Files.Read(
            "malecy2016top.csv",
            Bytes("Given Name,Number,Position\r\nJACK,5,1\r\nTOTAL,3,2\r\n\r\n,,\r\nTOTAL,,8")
        );
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal(["Jack", "Total"], rows.Select(row => row.Name));
        Assert.Equal(["TOTAL,,8; the rows before it add up to 8"], Assert.Single(report.Warnings).Examples);
    }

    [Fact]
    public void A_file_with_a_byte_order_mark_is_read_as_UTF8()
    {
        var (rows, report) = Files.Read("femalecy2016top.csv", Bytes("\uFEFF" + Heading + "CHLOÉ,5,1\r\n"));
        Assert.Equal("Chloé", Assert.Single(rows).Name);
        Assert.Empty(report.Warnings);
    }

    [Theory]
    [InlineData("JACK,5", SourceCodes.Columns)]
    [InlineData("JACK,5,1,1", SourceCodes.Columns)]
    [InlineData("\"JACK,5,1", SourceCodes.Quote)]
    [InlineData("JACK,-5,1", SourceCodes.Count)]
    [InlineData("JACK,0,1", SourceCodes.Count)]
    [InlineData("JACK,,1", SourceCodes.Count)]
    [InlineData("JACK,\"1,000\",1", SourceCodes.Count)]
    [InlineData(",5,1", SourceCodes.Name)]
    [InlineData("JA\u202ECK,5,1", SourceCodes.Name)]
    public void The_rows_after_an_invalid_row_are_read(string line, string code)
    {
        var (rows, report) = Files.Read("malecy1999top.csv", Bytes($"{Heading}ADAM,7,1\r\n{line}\r\nNOAH,4,3"));
        Assert.Equal(["Adam", "Noah"], rows.Select(row => row.Name));
        Assert.Equal((code, 3L), (Assert.Single(report.Errors).Code, report.Errors[0].Line));
    }

    [Fact]
    public void A_line_above_the_length_limit_is_refused()
    {
        var error = Files.FirstError("malecy1999top.csv", Bytes(Heading + new string('A', 300_000) + ",5,1\r\n"));
        Assert.Equal((SourceCodes.LineTooLong, 2L), (error.Code, error.Line));
        Assert.InRange(error.Text!.Length, 1, 100);
    }

    [Theory]
    [InlineData("", SourceCodes.Empty)]
    [InlineData("\uFEFF", SourceCodes.Heading)]
    [InlineData(Heading, SourceCodes.Empty)]
    [InlineData(Heading + "TOTAL,,0\r\n", SourceCodes.Empty)]
    [InlineData("EMILY,171,1\r\n", SourceCodes.Heading)]
    [InlineData("PK\u0003\u0004", SourceCodes.Damaged)]
    public void A_file_without_the_heading_or_without_names_is_refused(string text, string code) =>
        Assert.Equal(code, Files.FirstError("malecy1999top.csv", Bytes(text)).Code);

    [Theory]
    [InlineData(Heading, true)]
    [InlineData("\uFEFFfirst name,Number,Position\n", true)]
    [InlineData("Rank,Name,Number,Gender,Year\r\n", false)]
    [InlineData("Mary,F,7065\r\n", false)]
    [InlineData("PK\u0003\u0004", false)]
    [InlineData("", false)]
    public void Only_its_own_heading_is_recognized(string text, bool own) =>
        Assert.Equal(own, new AuSaParser().Recognized(text) is not null);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
