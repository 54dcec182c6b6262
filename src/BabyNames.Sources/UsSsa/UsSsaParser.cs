using System.IO.Compression;
using BabyNames.Sources.Archives;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.UsSsa;

/// <summary>Reads the national data of the US Social Security Administration: names.zip, or one yobYYYY.txt of it.</summary>
/// <remarks>
/// <para>Page https://www.ssa.gov/oact/babynames/limits.html, public domain (CC0), checked 2026-11. The years are 1880 on. The publisher
/// omits names with fewer than 5 births in a year, truncates names to 15 letters, and writes them without hyphens and accents.</para>
/// <para>The files are UTF-8 (in fact ASCII), with CRLF or LF and without a heading. A line is <c>Name,Sex,Count</c>; fields may be quoted.
/// Only the file name has the year. Folders, the PDF and the files that macOS adds to an archive are ignored.</para>
/// <para>The same spelling twice for one year and sex is an error. Spellings that only normalizing makes equal (EMILY and Emily, composed
/// and decomposed Zoë) are added up, with a warning. A name with characters that are unusual in names (markup, formulas, SQL) is stored
/// as published, with a warning. A name with control, bidirectional or other format characters is an error.</para>
/// </remarks>
public sealed class UsSsaParser : ISourceParser
{
    /// <summary>The entry of the source in the catalog.</summary>
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

    /// <inheritdoc/>
    public string Recognize(SourceFile file)
    {
        if (UntrustedZip.IsZip(file.Content))
        {
            using var archive = new UntrustedZip(file);
            return YearFiles(archive).Any() ? "members named yobYYYY.txt" : throw WithoutYearFiles(file);
        }
        // The name is enough, so that a damaged file gets the error of its damage from Read.
        if (YearFileName.IsMatch(file.FileName))
            return "the name yobYYYY.txt";
        TextCheck.RequireText(file);
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

    /// <inheritdoc/>
    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        if (UntrustedZip.IsZip(file.Content))
            return ReadArchive(file, report, cancellationToken);
        if (file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new SourceFormatException(
                SourceCodes.NotAnArchive,
                file.FileName,
                "the file name ends in .zip, but the file is not a zip archive"
            );
        return ReadText(file, report, cancellationToken);
    }

    private static IEnumerable<NameRecord> ReadText(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        TextCheck.RequireText(file);
        UploadArguments.RefuseGender(file, "each row has its sex");
        var year =
            UploadArguments.ResolveYear(file, YearFileName.Parse(file.FileName), "the file name")
            ?? throw new SourceFormatException(
                SourceCodes.Year,
                file.FileName,
                "the file name does not state the year; name the file yobYYYY.txt as published, or upload it with the argument year"
            );
        var rows = new YearRows(file.RequireYear(year, file.FileName), file.FileName, file.Limits, report);
        return RequireRows(rows.Read(new(file.Content), file.Advance, cancellationToken), file.FileName, report);
    }

    private static IEnumerable<NameRecord> ReadArchive(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        using var archive = new UntrustedZip(file);
        UploadArguments.RefuseYear(file, "the members of the archive have the years in their names");
        UploadArguments.RefuseGender(file, "each row has its sex");
        var years = new SortedDictionary<int, ZipArchiveEntry>();
        foreach (var member in YearFiles(archive))
        {
            if (!years.TryAdd(file.RequireYear(YearFileName.Parse(member.Name)!.Value, member.FullName), member))
                throw new SourceFormatException(SourceCodes.MemberName, member.FullName, "the archive has two files of this year");
        }
        if (years.Count == 0)
            throw WithoutYearFiles(file);
        foreach (var (year, member) in years)
        {
            using var content = archive.Open(member);
            var rows = new YearRows(year, member.FullName, file.Limits, report);
            foreach (var record in RequireRows(rows.Read(new(content), () => { }, cancellationToken), member.FullName, report))
                yield return record;
        }
    }

    private static IEnumerable<ZipArchiveEntry> YearFiles(UntrustedZip archive) =>
        archive.Members.Where(member => YearFileName.IsMatch(member.Name));

    private static SourceFormatException WithoutYearFiles(SourceFile file) =>
        new(SourceCodes.NoMembers, file.FileName, "the archive has no yobYYYY.txt");

    /// <summary>Throws at the end when there was no row, because an empty download must not replace a year.</summary>
    private static IEnumerable<NameRecord> RequireRows(IEnumerable<NameRecord> rows, string file, SourceReport report)
    {
        var errors = report.ErrorCount;
        var any = false;
        foreach (var record in rows)
        {
            any = true;
            yield return record;
        }
        if (!any && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file, "the file has no rows");
    }
}
