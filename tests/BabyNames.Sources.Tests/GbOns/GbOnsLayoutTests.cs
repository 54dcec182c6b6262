namespace BabyNames.Sources.Tests.GbOns;

/// <summary>Tests the irregular layouts of the statistics offices' workbooks, one in each test.</summary>
public class GbOnsLayoutTests
{
    private const string Title = "Top names for baby girls, England and Wales, 2023";
    private static readonly object?[] Heading = ["Rank", "Name", "Count"];

    [Theory]
    [InlineData("Top names for baby boys in England and Wales, 1996", 1996, 'M')]
    [InlineData("Top names for baby boys in England and Wales, 20081", 2008, 'M')]
    [InlineData("Table 6: Top names for baby girls1,2, 2017", 2017, 'F')]
    [InlineData("Table 6: Top names for baby boys1,2, 20201,2", 2020, 'M')]
    [InlineData("Worksheet 6: Top names for baby girls, England and Wales, 2021 [note 1] [note 3] [note 6]", 2021, 'F')]
    public void Year_and_sex_are_read_from_the_title(string title, int year, char gender)
    {
        var (rows, _) = Read(new MadeWorkbook().Sheet("Any name", [title], [], Heading, [1, "ANNA", 5]));
        Assert.Equal(new NameRecord(year, gender, "Anna", 5), Assert.Single(rows));
    }

    [Fact]
    public void The_arguments_of_the_upload_give_year_and_sex_where_the_title_does_not()
    {
        var (rows, _) = Read(new MadeWorkbook().Sheet("Table_6", ["Names of babies"], Heading, [1, "Anna", 5]), year: 2022, gender: 'M');
        Assert.Equal(new NameRecord(2022, 'M', "Anna", 5), Assert.Single(rows));
    }

    [Theory]
    [InlineData("Top names for baby girls, England and Wales", SourceCodes.Year)]
    [InlineData("Top names for baby girls, England and Wales, 1995", SourceCodes.Year)]
    [InlineData("Names, 2023", SourceCodes.FileGender)]
    public void A_workbook_without_year_or_sex_is_refused(string title, string code)
    {
        var workbook = new MadeWorkbook().Sheet("Table_6", [title], Heading, [1, "Anna", 5], [], ["These are girls of the 2019 dataset"]);
        Assert.Equal(
            code,
            Assert.Throws<SourceFormatException>(() => Read(workbook, year: code == SourceCodes.FileGender ? 2023 : null)).Error.Code
        );
    }

    [Fact]
    public void The_other_tables_of_a_workbook_are_skipped()
    {
        var (rows, report) = Read(
            new MadeWorkbook()
                .Sheet("Contents", ["Contents"], ["Table 6", "Top names for baby girls, England and Wales, 2023"])
                .Sheet("Table_1", ["Top 100 names for baby girls, England and Wales, 2023"], Heading, [1, "Wrong", 1])
                .Sheet("Table_2", ["Top names for baby girls, England, 2023"], Heading, [1, "Wrong", 2])
                .Sheet("Table_3", ["Top names for baby girls, Wales, 2023"], Heading, [1, "Wrong", 3])
                .Sheet("Table_4", [Title], ["Rank", "Name", "Count", null, "Rank", "Name", "Count"], [1, "Wrong", 4])
                .Sheet(
                    "Table_5",
                    ["Top 10 names for baby girls by month, England and Wales, 2023"],
                    ["Month", "Rank", "Name", "Count"],
                    ["May", 1, "Wrong", 5]
                )
                .Sheet("Table_6", [Title], Heading, [1, "Right", 6])
                .Sheet("Table_7", [Title], Heading, [1, "Wrong", 7])
        );
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal(new NameRecord(2023, 'F', "Right", 6), Assert.Single(rows));
    }

    [Fact]
    public void The_list_ends_at_the_footnotes_and_continues_after_a_gap()
    {
        var (rows, report) = Read(
            new MadeWorkbook().Sheet(
                "Table 6",
                ["Contents"],
                [],
                [null, "Top names for baby boys1,2, 2010"],
                [],
                [null, "Rank", "Name", "Count3"],
                [],
                [null, 1, "JACK ", 9],
                [],
                [null, 2, "O'NEIL ", 7],
                [],
                [],
                [null, "1 These rankings are of the 2019 dataset"],
                [null, "Source: Office for National Statistics", null, null, "Released: 2011"],
                [null, null, "Released:", "29 July 2011"]
            )
        );
        Assert.Equal(0, report.ErrorCount);
        Assert.Equal([new(2010, 'M', "Jack", 9), new(2010, 'M', "O'Neil", 7)], rows);
    }

    [Fact]
    public void Each_invalid_row_is_reported_with_its_cell()
    {
        var (rows, report) = Read(
            List(
                [1, "Anna", 5],
                [2, "Anna", 4],
                [3, null, 4],
                [4, "Bea", "[x]"],
                [5, "Cleo", -3],
                [6, "Dora"],
                [7, 12, 4],
                ["Total", "All names", 99],
                [8, "Ev\u202Ee", 4],
                [9, "Fay", 3_000_000_000d],
                [10, new string('x', 2_000), 4],
                [11, true, 3]
            )
        );
        Assert.Equal([new(2023, 'F', "Anna", 5), new(2023, 'F', "True", 3)], rows);
        Assert.Equal(
            [
                (SourceCodes.Duplicate, "B4"),
                (SourceCodes.Name, "B5"),
                (SourceCodes.Count, "C6"),
                (SourceCodes.Count, "C7"),
                (SourceCodes.Count, "C8"),
                (SourceCodes.Name, "B9"),
                (SourceCodes.Columns, "A10"),
                (SourceCodes.Name, "B11"),
                (SourceCodes.Count, "C12"),
                (SourceCodes.Name, "B13"),
            ],
            report.Errors.Select(error => (error.Code, error.Column!))
        );
        Assert.All(report.Errors, error => Assert.DoesNotContain('\u202E', error.ToString()));
    }

    [Fact]
    public void A_list_without_rows_is_refused() =>
        Assert.Equal(SourceCodes.Empty, Assert.Throws<SourceFormatException>(() => Read(List())).Error.Code);

    [Theory]
    [InlineData("<row r='2147483000'><c r='A2147483000'><v>1</v></c></row>")]
    [InlineData("<row r='1'><c r='ZZZZZZ1'><v>1</v></c></row>")]
    public void A_sheet_with_an_extreme_cell_address_is_refused(string rows)
    {
        var workbook = new MadeWorkbook().RawSheet("Table_6", List().FirstRows + rows);
        var exception = Assert.Throws<SourceFormatException>(() => Read(workbook));
        Assert.Matches("^BN1(25|30)$", exception.Error.Code);
    }

    [Fact]
    public void A_workbook_above_the_unpacked_size_limit_is_refused()
    {
        var limits = new SourceLimits { MaxWorkbookBytes = 500 };
        var exception = Assert.Throws<SourceFormatException>(() => GbReading.Read("a.xlsx", List([1, "Anna", 5]).Build(), limits: limits));
        Assert.Equal(SourceCodes.OverLimit, exception.Error.Code);
    }

    [Fact]
    public void A_workbook_above_the_limit_of_sheets_is_refused()
    {
        var workbook = new MadeWorkbook();
        for (var i = 0; i < 101; i++)
            workbook.Sheet($"Sheet {i}", [1]);
        Assert.Equal(SourceCodes.OverLimit, Assert.Throws<SourceFormatException>(() => Read(workbook)).Error.Code);
    }

    private static MadeWorkbook List(params object?[][] rows) =>
        new MadeWorkbook().Sheet(
            "Table_6",
            [
                [Title],
                Heading,
                .. rows,
            ]
        );

    private static (List<NameRecord> Rows, SourceReport Report) Read(MadeWorkbook workbook, int? year = null, char? gender = null) =>
        GbReading.Read("names.xlsx", workbook.Build(), year, gender);
}
