using System.IO.Compression;
using BabyNames.Sources.Archives;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.UsSsa;

/// <summary>US Social Security Administration, national data: names.zip, or one yobYYYY.txt of it.</summary>
/// <remarks>
/// <para>https://www.ssa.gov/oact/babynames/limits.html, public domain (CC0), checked 2026-11. Years 1880 on. Names with
/// fewer than 5 births in a year are left out; names are cut at 15 letters, without hyphens or accents.</para>
/// <para>UTF-8 (in fact ASCII), CRLF or LF, no heading, <c>Name,Sex,Count</c>; quotes around a field are allowed. The year
/// stands in the file name alone. Folders, the PDF and what macOS adds to an archive are passed over.</para>
/// <para>The same spelling twice for one year and sex is a fault. Spellings that only normalising makes equal (EMILY and
/// Emily, composed and decomposed Zoë) are added up, with a warning. A name with characters that names do not have
/// (markup, formulas, SQL) is kept as published, with a warning; one with control, bidirectional or other format
/// characters is a fault.</para>
/// </remarks>
public sealed class UsSsaParser : ISourceParser
{
    public static Source Source { get; } =
        new(
            "us_ssa",
            "US",
            "US Social Security Administration",
            "https://www.ssa.gov/oact/babynames/limits.html",
            "CC0 1.0",
            "Social Security Administration",
            "names.zip, or one yobYYYY.txt",
            "1880 on",
            CutOff: 5,
            new UsSsaParser()
        );

    public string Recognise(SourceFile file)
    {
        if (UntrustedZip.Is(file.Content))
        {
            using var archive = new UntrustedZip(file);
            return Years(archive).Any() ? "members named yobYYYY.txt" : throw WithoutYears(file);
        }
        // A damaged file is still told what is wrong with it.
        if (YearFileName.IsMatch(file.FileName))
            return "the name yobYYYY.txt";
        TextCheck.Expect(file);
        var lines = new ByteLines(file.Content);
        return lines.Read() && Fields.Split(lines.Line, (byte)',') is { Count: 3, Second: [(byte)'F' or (byte)'M'] }
            ? "lines Name,Sex,Count without a heading"
            : throw new SourceFormatException(
                SourceCodes.Columns,
                file.FileName,
                "the file is not named yobYYYY.txt and does not begin with a line Name,Sex,Count, such as Mary,F,7065",
                line: 1
            );
    }

    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        if (UntrustedZip.Is(file.Content))
            return ReadArchive(file, report, cancellationToken);
        if (file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new SourceFormatException(
                SourceCodes.NotAnArchive,
                file.FileName,
                "the file is not a zip archive although its name says so"
            );
        return ReadText(file, report, cancellationToken);
    }

    private static IEnumerable<NameRecord> ReadText(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        TextCheck.Expect(file);
        Arguments.RefuseGender(file, "each row has its sex");
        var year =
            Arguments.Year(file, YearFileName.Parse(file.FileName), "the file name")
            ?? throw new SourceFormatException(
                SourceCodes.Year,
                file.FileName,
                "the file name does not say the year; name it yobYYYY.txt as published, or give the year with the upload"
            );
        var rows = new YearRows(file.ExpectYear(year, file.FileName), file.FileName, file.Limits, report);
        return Complete(rows.Read(new(file.Content), file.Advance, cancellationToken), file, report);
    }

    private static IEnumerable<NameRecord> ReadArchive(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        using var archive = new UntrustedZip(file);
        Arguments.RefuseYear(file, "the members of the archive have the years in their names");
        Arguments.RefuseGender(file, "each row has its sex");
        var years = new SortedDictionary<int, ZipArchiveEntry>();
        foreach (var member in Years(archive))
        {
            if (!years.TryAdd(file.ExpectYear(YearFileName.Parse(member.Name)!.Value, member.FullName), member))
                throw new SourceFormatException(SourceCodes.MemberName, member.FullName, "the archive has this year twice");
        }
        if (years.Count == 0)
            throw WithoutYears(file);
        foreach (var (year, member) in years)
        {
            using var content = archive.Open(member);
            var rows = new YearRows(year, member.FullName, file.Limits, report);
            foreach (var record in Complete(rows.Read(new(content), () => { }, cancellationToken), file, report, member.FullName))
                yield return record;
        }
    }

    private static IEnumerable<ZipArchiveEntry> Years(UntrustedZip archive) =>
        archive.Members.Where(member => YearFileName.IsMatch(member.Name));

    private static SourceFormatException WithoutYears(SourceFile file) =>
        new(SourceCodes.NoMembers, file.FileName, "the archive has no yobYYYY.txt");

    /// <summary>A file without a single row is a fault: an empty download must not replace a year.</summary>
    private static IEnumerable<NameRecord> Complete(
        IEnumerable<NameRecord> rows,
        SourceFile file,
        SourceReport report,
        string? member = null
    )
    {
        var errors = report.ErrorCount;
        var any = false;
        foreach (var record in rows)
        {
            any = true;
            yield return record;
        }
        if (!any && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, member ?? file.FileName, "the file has no rows");
    }
}
