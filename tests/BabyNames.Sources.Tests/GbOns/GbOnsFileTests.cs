using System.Text;
using System.Text.Json;
using BabyNames.Sources.GbOns;

namespace BabyNames.Sources.Tests.GbOns;

/// <summary>Reads published files and damaged files.</summary>
public class GbOnsFileTests
{
    public static TheoryData<string> Files => [.. Json("gb/expected.json").EnumerateObject().Select(file => file.Name)];

    public static TheoryData<string> Cases =>
        [.. Json("bad/gb-cases.json").EnumerateArray().Select(@case => @case.GetProperty("path").GetString()!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_published_workbook_adds_up_to_its_totals(string path)
    {
        var expected = Json("gb/expected.json").GetProperty(path);
        using var stream = File.OpenRead(Path.Combine("Data", path));
        var (rows, report) = GbReading.Read(path, stream);

        Assert.Equal(0, report.ErrorCount);
        Assert.Empty(report.Warnings);
        Assert.Equal(expected.GetProperty("rows").GetInt32(), rows.Count);
        Assert.Equal(expected.GetProperty("total").GetInt64(), rows.Sum(row => (long)row.Count));
        Assert.Equal(expected.GetProperty("smallest_count").GetInt32(), rows.Min(row => row.Count));
        Assert.All(
            rows,
            row =>
                Assert.Equal(
                    (expected.GetProperty("year").GetInt32(), expected.GetProperty("sex").GetString()),
                    (row.Year, $"{row.Gender}")
                )
        );
        Assert.Equal(
            expected.GetProperty("top5").EnumerateArray().Select(top => (NameNormalizer.Normalize(top[0].GetString()!), top[1].GetInt32())),
            rows.Take(5).Select(row => (row.Name, row.Count))
        );
    }

    [Theory]
    [InlineData("2020boysnames.xlsx")]
    [InlineData("2020girlsnames.xlsx")]
    [InlineData("girlsnames2023.xlsx")]
    public void A_Boolean_cell_is_read_as_the_name_True(string path)
    {
        using var stream = File.OpenRead(Path.Combine("Data", "gb", path));
        Assert.Single(GbReading.Read(path, stream).Rows, row => row.Name == "True");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_published_workbook_is_recognized(string path)
    {
        using var stream = File.OpenRead(Path.Combine("Data", path));
        var reason = new GbOnsParser().Recognize(new("upload.bin", stream, new()));
        Assert.Contains(Json("gb/expected.json").GetProperty(path).GetProperty("sheet").GetString()!, reason);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_listed_invalid_workbook_ends_as_listed(string path)
    {
        var expected = Json("bad/gb-cases.json").EnumerateArray().Single(@case => @case.GetProperty("path").GetString() == path);
        using var stream = File.OpenRead(Path.Combine("Data", "bad", path));
        if (expected.GetProperty("scope").GetString() == "file")
        {
            Assert.Null(new GbOnsParser().Recognized(new SourceFile(path, stream, new())));
            var exception = Assert.Throws<SourceFormatException>(() => GbReading.Read(path, stream));
            Assert.DoesNotContain(exception.Message, char.IsControl);
            return;
        }
        var (rows, report) = GbReading.Read(path, stream);
        var error = Assert.Single(report.Errors);
        Assert.Equal(expected.GetProperty("good_rows").GetInt32(), rows.Count);
        Assert.Equal(
            (SourceCodes.Count, expected.GetProperty("line").GetInt64(), "C4", $"{path}, Table_6"),
            (error.Code, error.Line, error.Column, error.File)
        );
    }

    [Theory]
    [InlineData("gb-fractional-count.xlsx", "2663.5")]
    [InlineData("gb-marker-as-count.xlsx", "[x]")]
    public void The_error_of_an_invalid_cell_has_its_text(string path, string text)
    {
        using var stream = File.OpenRead(Path.Combine("Data", "bad", path));
        Assert.Equal(text, Assert.Single(GbReading.Read(path, stream).Report.Errors).Text);
    }

    [Theory]
    [InlineData("bad/gb-not-a-workbook.xlsx", SourceCodes.NotAWorkbook)]
    [InlineData("bad/zip-one-bad-year.zip", SourceCodes.NotAWorkbook)]
    [InlineData("bad/zip-bomb-300mb-zeros.zip", SourceCodes.OverLimit)]
    [InlineData("bad/empty-file/yob2001.txt", SourceCodes.Empty)]
    [InlineData("bad/gb-truncated.xls", SourceCodes.Damaged)]
    [InlineData("bad/gb-no-full-list-sheet.xlsx", SourceCodes.NoList)]
    [InlineData("bad/gb-xml-entity-bomb.xlsx", SourceCodes.Damaged)]
    [InlineData("bad/gb-xml-external-entity.xlsx", SourceCodes.Damaged)]
    [InlineData("us/yob1880.txt", SourceCodes.NotAWorkbook)]
    public void An_invalid_workbook_is_refused_with_its_code(string path, string code)
    {
        using var stream = File.OpenRead(Path.Combine("Data", path));
        Assert.Equal(code, Assert.Throws<SourceFormatException>(() => GbReading.Read(path, stream)).Error.Code);
    }

    [Fact]
    public void An_encrypted_workbook_is_refused()
    {
        byte[] bytes =
        [
            0xD0,
            0xCF,
            0x11,
            0xE0,
            0xA1,
            0xB1,
            0x1A,
            0xE1,
            .. new byte[65_500],
            .. Encoding.Unicode.GetBytes("EncryptedPackage"),
            .. new byte[900],
        ];
        var exception = Assert.Throws<SourceFormatException>(() => GbReading.Read("a.xlsx", new MemoryStream(bytes)));
        Assert.Equal(SourceCodes.Encrypted, exception.Error.Code);
    }

    [Theory]
    [InlineData("2008boys_tcm77-253966.xls")]
    [InlineData("boysnames2023.xlsx")]
    public void A_randomly_damaged_workbook_throws_only_SourceFormatException(string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine("Data", "gb", path));
        var random = new Random(20261124);
        for (var round = 0; round < 16; round++)
        {
            var damaged = round % 4 == 0 ? bytes[..random.Next(1, bytes.Length)] : (byte[])bytes.Clone();
            for (var i = 0; i < 8; i++)
                damaged[random.Next(random.Next(2) == 0 ? Math.Min(damaged.Length, 4_096) : damaged.Length)] = (byte)random.Next(256);
            // Any other exception fails the test.
            var found = Record.Exception(() => GbReading.Read(path, new MemoryStream(damaged)));
            Assert.True(found is null or SourceFormatException, $"round {round}: {found}");
        }
    }

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine("Data", path))).RootElement;
}
