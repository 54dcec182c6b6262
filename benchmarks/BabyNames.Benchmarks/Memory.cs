using System.IO.Compression;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures the memory of the server while it reads a file ten times as large as the real one.</summary>
internal static class Memory
{
    private const int FirstYear = 1801;
    private const int Years = 200;

    public static async Task RunAsync(string folder, int rows)
    {
        Begin();
        var file = Path.Combine(folder, "large.zip");
        await WriteAsync(file, rows / Years);
        await using var server = await ServerProcess.StartAsync(folder);
        var (_, load) = await Uploads.LoadAsync(server, file);
        Row(
            "peak resident memory of the server",
            $"{server.PeakMegabytes:F0} MB",
            $"an archive of {rows / Years * Years:N0} rows, {load.TotalSeconds:F0} s"
        );
    }

    /// <summary>Writes an archive in the format of the SSA in which each name is unique.</summary>
    private static async Task WriteAsync(string file, int rowsOfYear)
    {
        await using var archive = await ZipFile.OpenAsync(file, ZipArchiveMode.Create);
        for (var year = 0; year < Years; year++)
        {
            await using var member = await archive.CreateEntry($"yob{FirstYear + year}.txt", CompressionLevel.Fastest).OpenAsync();
            await using var lines = new StreamWriter(member);
            for (var row = 0; row < rowsOfYear; row++)
                await lines.WriteLineAsync($"{Name((long)year * rowsOfYear + row)},{(row % 2 == 0 ? 'F' : 'M')},{5 + row % 995}");
        }
    }

    /// <summary>Returns the number in base 26 as seven letters.</summary>
    private static string Name(long number) =>
        string.Create(
            7,
            number,
            (letters, rest) =>
            {
                for (var i = letters.Length - 1; i >= 0; i--, rest /= 26)
                    letters[i] = (char)((i == 0 ? 'A' : 'a') + rest % 26);
            }
        );
}
