using System.IO.Compression;

namespace BabyNames.Benchmarks;

/// <summary>The real SSA archive, and files made of it.</summary>
internal static class Archive
{
    public const int Rows = 2_117_219;

    public static string Path => System.IO.Path.Combine(Repository.Root, "samples", "data", "names.zip");

    /// <summary>Its rows as year, name, sex, count, each line with what stands before them.</summary>
    public static async Task WriteCsvAsync(string file, string prefix)
    {
        await using var csv = new StreamWriter(file);
        await foreach (var (year, line) in LinesAsync())
            await csv.WriteLineAsync($"{prefix},{year},{line}");
    }

    public static async IAsyncEnumerable<(string Year, string Line)> LinesAsync()
    {
        using var archive = ZipFile.OpenRead(Path);
        foreach (var member in archive.Entries.Where(member => member.Name.StartsWith("yob", StringComparison.Ordinal)))
        {
            using var lines = new StreamReader(member.Open());
            while (await lines.ReadLineAsync() is { } line)
                yield return (member.Name[3..7], line);
        }
    }

    /// <summary>The file of a year, as if corrected since: each of its counts higher, so that every row of the statistics
    /// changes.</summary>
    public static async Task<string> CorrectedYearAsync(int year, int more, string folder)
    {
        var file = System.IO.Path.Combine(folder, $"yob{year}.txt");
        using var archive = ZipFile.OpenRead(Path);
        using var lines = new StreamReader(archive.GetEntry($"yob{year}.txt")!.Open());
        await using var corrected = new StreamWriter(file);
        while (await lines.ReadLineAsync() is { } line)
        {
            var count = line.LastIndexOf(',') + 1;
            await corrected.WriteLineAsync($"{line[..count]}{int.Parse(line.AsSpan(count)) + more}");
        }
        return file;
    }
}
