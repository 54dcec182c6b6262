using System.IO.Compression;

namespace BabyNames.Benchmarks;

/// <summary>The real archive of the US Social Security Administration, and files generated from it.</summary>
internal static class Archive
{
    public const int Rows = 2_117_219;

    public static string Path => System.IO.Path.Combine(Repository.Root, "samples", "data", "names.zip");

    /// <summary>Rows of the years that have an <see cref="OtherYear"/>.</summary>
    public const int OtherRows = 1_704_884;

    /// <summary>Returns a year that the archive does not have for each year from 1945, and null for earlier years.</summary>
    public static int? OtherYear(int year) => year < 1945 ? null : year - 145;

    /// <summary>Returns the rows as lines of year, name, sex and count, each after a prefix.</summary>
    public static async Task WriteCsvAsync(string file, string prefix, Func<int, int?> yearOf)
    {
        await using var csv = new StreamWriter(file);
        await foreach (var (year, line) in LinesAsync())
        {
            if (yearOf(year) is { } other)
                await csv.WriteLineAsync($"{prefix},{other},{line}");
        }
    }

    /// <summary>The same archive with its rows under <see cref="OtherYear"/>.</summary>
    public static async Task<string> OtherYearsAsync(string folder)
    {
        var file = System.IO.Path.Combine(folder, "other-years.zip");
        await using var archive = await ZipFile.OpenReadAsync(Path);
        await using var others = await ZipFile.OpenAsync(file, ZipArchiveMode.Create);
        foreach (var member in Members(archive))
        {
            if (OtherYear(YearOf(member)) is not { } year)
                continue;
            await using var from = await member.OpenAsync();
            await using var to = await others.CreateEntry($"yob{year}.txt").OpenAsync();
            await from.CopyToAsync(to);
        }
        return file;
    }

    public static async IAsyncEnumerable<(int Year, string Line)> LinesAsync()
    {
        await using var archive = await ZipFile.OpenReadAsync(Path);
        foreach (var member in Members(archive))
        {
            using var lines = new StreamReader(await member.OpenAsync());
            while (await lines.ReadLineAsync() is { } line)
                yield return (YearOf(member), line);
        }
    }

    /// <summary>Returns the file of a year with each count increased, so that every row of the statistics
    /// changes.</summary>
    public static async Task<string> CorrectedYearAsync(int year, int more, string folder)
    {
        var file = System.IO.Path.Combine(folder, $"yob{year}.txt");
        await using var archive = await ZipFile.OpenReadAsync(Path);
        using var lines = new StreamReader(await archive.GetEntry($"yob{year}.txt")!.OpenAsync());
        await using var corrected = new StreamWriter(file);
        while (await lines.ReadLineAsync() is { } line)
        {
            var count = line.LastIndexOf(',') + 1;
            await corrected.WriteLineAsync($"{line[..count]}{int.Parse(line.AsSpan(count)) + more}");
        }
        return file;
    }

    private static IEnumerable<ZipArchiveEntry> Members(ZipArchive archive) =>
        archive.Entries.Where(member => member.Name.StartsWith("yob", StringComparison.Ordinal));

    private static int YearOf(ZipArchiveEntry member) => int.Parse(member.Name.AsSpan(3, 4));
}
