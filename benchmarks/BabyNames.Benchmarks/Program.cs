using System.Globalization;
using BabyNames.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length > 0)
{
    Console.WriteLine("""
        Measures the server with the real SSA archive against the design run literally, all in one run of about three minutes:
        loading, depth of paging, the OData feed, warm start. Takes no arguments; prints a table in Markdown.
        Needs PostgreSQL's programs (see start.sh), a gigabyte of temporary space, and port 5179 of this machine.
        """);
    return args is ["--help"] ? 0 : 1;
}

const int port = 5179;
const int depth = 10_000;
const int warmStarts = 5;
// Open to others, unlike a temporary folder: run by root, PostgreSQL is another user.
var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"babynames-benchmark-{Environment.ProcessId}"));
try
{
    Console.WriteLine("| what | figure | against |");
    Console.WriteLine("|---|---|---|");
    await using (var server = await ServerProcess.StartAsync(folder.FullName, port))
    {
        var (copy, views) = await LiteralDesign.RunAsync($"Host={Path.Combine(folder.FullName, ".data", "postgres")};Username=postgres;Database=postgres");
        var literal = copy + views;
        Row("the design run literally", $"{literal.TotalSeconds:F1} s", $"COPY {copy.TotalSeconds:F1} s, views {views.TotalSeconds:F1} s");
        var load = await Questions.UploadAsync(server.Client, server.AdminKey!);
        Row("`uploadDataset` of names.zip to statistics", $"{load.TotalSeconds:F1} s", $"{load / literal:F2} of the design run literally");
        Row("peak resident memory of the server", $"{server.PeakMegabytes:F0} MB", "");
    }
    var starts = new List<TimeSpan>();
    for (var i = 0; i < warmStarts; i++)
    {
        await using var server = await ServerProcess.StartAsync(folder.FullName, port);
        starts.Add(server.FirstAnswer);
    }
    Row("first answer of a warm start", $"{Questions.Median(starts).TotalSeconds:F2} s", $"median of {warmStarts}");
    await using (var server = await ServerProcess.StartAsync(folder.FullName, port))
    {
        var (first, deep) = await Questions.PagesAsync(server.Client, depth);
        Row($"page {depth:N0} of `nameStatistics(first: 50)`", $"{deep.TotalMilliseconds:F2} ms", $"{deep / first:F2} of page 1 ({first.TotalMilliseconds:F2} ms)");
        var (rows, pages, memory) = await Questions.FeedAsync(server, "/odata/NameStatistics");
        var total = TimeSpan.FromTicks(pages.Sum(page => page.Ticks));
        Row("feed `NameStatistics`", $"{rows / total.TotalSeconds:N0} rows/s", $"{rows:N0} rows in {pages.Count} pages, {total.TotalSeconds:F1} s");
        // The first pages warm up.
        var early = Questions.Median(pages.Skip(10).Take(20));
        var late = Questions.Median(pages.SkipLast(1).TakeLast(20));
        Row("last pages of the feed", $"{late.TotalMilliseconds:F0} ms", $"{late / early:F2} of pages 11 to 30 ({early.TotalMilliseconds:F0} ms)");
        Row("server memory at the feed's end", $"{memory[^1]:F0} MB", $"{memory[10]:F0} MB at page 11, at most {memory.Max():F0} MB");
    }
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}

static void Row(string what, string figure, string against) => Console.WriteLine($"| {what} | {figure} | {against} |");
