using System.Text;
using BabyNames.Sources.Tests.GbOns;

namespace BabyNames.Sources.Tests;

/// <summary>Tests that no source accepts births of a year that has not begun, in every place where its files contain a year.</summary>
public class FutureYearTests
{
    private const int Present = 2026;

    public static TheoryData<string, string, string> Files(int year) =>
        new()
        {
            { "us_ssa", $"yob{year}.txt", "Anna,F,5\n" },
            { "ca_bc", "girls.csv", $"Name,{year - 1},{year},Total\nANNA,5,5,10\n" },
            {
                "ca_statcan",
                "17100147.csv",
                $"REF_DATE,GEO,Sex at birth,First name at birth,Indicator,VALUE,STATUS\n{year},Canada,Female,ANNA,Frequency,5,\n"
            },
            { "au_sa", $"female_cy{year}_top.csv", "Given Name,Amount,Position\nANNA,5,1\n" },
            { "au_nsw", "nsw.csv", $"Rank,Name,Number,Gender,Year\n1,Anna,5,Female,{year}\n" },
            { "generic_csv", "any.csv", $"Year,Name,Sex,Count\n{year},Anna,F,5\n" },
        };

    [Theory]
    [MemberData(nameof(Files), Present)]
    public void Births_of_the_current_year_are_read(string source, string name, string text) =>
        Assert.Contains(Read(source, name, text), row => row is { Year: Present, Gender: 'F', Name: "Anna", Count: 5 });

    [Theory]
    [MemberData(nameof(Files), Present + 1)]
    public void Births_of_the_next_year_are_refused(string source, string name, string text)
    {
        var error = Reading.First(() =>
        {
            var report = new SourceReport();
            return (Read(source, name, text, report: report), report);
        });
        Assert.Equal(SourceCodes.Year, error.Code);
        Assert.Contains($"{Present}", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_year_is_refused_in_a_workbook_and_in_an_argument()
    {
        Assert.Equal(SourceCodes.Year, Refused(year => Workbook($"Top names for baby girls, England and Wales, {year}", null)));
        Assert.Equal(SourceCodes.Year, Refused(year => Workbook("Top names for baby girls, England and Wales", year)));
        Assert.Equal(SourceCodes.Year, Refused(year => Read("us_ssa", "names.txt", "Anna,F,5\n", year)));
        Assert.Equal(SourceCodes.Year, Refused(year => Read("au_sa", "female.csv", "Given Name,Amount,Position\nANNA,5,1\n", year)));

        static string Refused(Func<int, List<NameRecord>> read)
        {
            Assert.Equal(Present, Assert.Single(read(Present)).Year);
            return Assert.Throws<SourceFormatException>(() => read(Present + 1)).Error.Code;
        }

        static List<NameRecord> Workbook(string title, int? year) =>
            Rows(
                "gb_ons",
                new(
                    "names.xlsx",
                    new MadeWorkbook().Sheet("Table_6", [title], ["Rank", "Name", "Count"], [1, "Anna", 5]).Build(),
                    new(),
                    year,
                    clock: Clock()
                ),
                new()
            );
    }

    private static List<NameRecord> Read(string source, string name, string text, int? year = null, SourceReport? report = null) =>
        Rows(source, new(name, new MemoryStream(Encoding.UTF8.GetBytes(text)), new(), year, clock: Clock()), report ?? new());

    private static List<NameRecord> Rows(string source, SourceFile file, SourceReport report) =>
        [.. SourceCatalog.Find(source)!.Parser.Read(file, report, CancellationToken.None)];

    private static StoppedClock Clock() => new(new(Present, 12, 31, 23, 59, 59, TimeSpan.Zero));

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
