using System.Diagnostics;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Loads files through the job queue, compared with <c>\copy</c> of psql into the same table in a second database.</summary>
internal static class Loading
{
    private const int Year = 2023;
    private const int YearFiles = 3;

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using var server = await ServerProcess.StartAsync(folder);
        var baseline = new PsqlBaseline(server);
        await baseline.CreateAsync();
        var archive = await FirstAsync(server, baseline, folder);
        var year = await YearAsync(server, folder, "the loaded database");
        Changed("deleting the last of them", await Uploads.ChangeAsync(server, "deleteDataset", year.Id), year.Live, year.Shown);
        foreach (var mutation in new[] { "deleteDataset", "restoreDataset" })
            Changed($"`{mutation}` of names.zip", await Uploads.ChangeAsync(server, mutation, archive.Id), archive.Live, archive.Shown);
        await SecondAsync(server, baseline, folder);
        Row("peak resident memory of the server", $"{server.PeakMegabytes:F0} MB");
    }

    private static async Task<(Guid Id, TimeSpan Live, TimeSpan Shown)> FirstAsync(
        ServerProcess server,
        PsqlBaseline baseline,
        string folder
    )
    {
        var copy = await baseline.CopyAsync(folder, year => year);
        await server.PsqlAsync("postgres", "CHECKPOINT");
        var began = Stopwatch.StartNew();
        var (id, load) = await Uploads.LoadAsync(server, Archive.Path);
        await Uploads.RefreshedAsync(server);
        var shown = began.Elapsed;
        Row(
            "names.zip into an empty `names`",
            $"{Archive.Rows / load.TotalSeconds:N0} rows/s, {load.TotalSeconds:F1} s",
            $"{copy / load:F1} times psql's `\\copy` into the same indexed table ({Archive.Rows / copy.TotalSeconds:N0} rows/s, "
                + $"{copy.TotalSeconds:F1} s)"
        );
        Row("the same: in the statistics", $"{shown.TotalSeconds:F1} s", $"{(shown - load) / load:F1} times the load later");
        return (id, load, shown);
    }

    private static void Changed(string what, (TimeSpan Done, TimeSpan Shown) change, TimeSpan live, TimeSpan shown) =>
        Row(
            $"{what}: done, in the statistics",
            $"{change.Done.TotalSeconds:F1} s, {change.Shown.TotalSeconds:F1} s",
            $"{change.Done / live:F2}, {change.Shown / shown:F2} of its load"
        );

    /// <param name="more">Number added to the counts, because each file of a database must have different bytes.</param>
    /// <returns>The last dataset, and the median times until the rows are in <c>names</c> and in the statistics.</returns>
    public static async Task<(Guid Id, TimeSpan Live, TimeSpan Shown)> YearAsync(
        ServerProcess server,
        string folder,
        string where,
        int more = 0
    )
    {
        var (id, live, shown) = (Guid.Empty, new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 1; i <= YearFiles; i++)
        {
            var file = await Archive.CorrectedYearAsync(Year, more + i, folder);
            var began = Stopwatch.StartNew();
            (id, var load) = await Uploads.LoadAsync(server, file);
            live.Add(load);
            await Uploads.RefreshedAsync(server);
            shown.Add(began.Elapsed);
        }
        Row(
            $"yob{Year}.txt into {where}: in `names`",
            $"{Questions.Median(live).TotalSeconds:F1} s",
            $"median of {YearFiles}, at most {live.Max().TotalSeconds:F1} s"
        );
        Row(
            "the same: in the statistics",
            $"{Questions.Median(shown).TotalSeconds:F1} s",
            $"{Questions.Median(shown) / Questions.Median(live):F1} times; at most {shown.Max().TotalSeconds:F1} s"
        );
        return (id, Questions.Median(live), Questions.Median(shown));
    }

    private static async Task SecondAsync(ServerProcess server, PsqlBaseline baseline, string folder)
    {
        var archive = await Archive.OtherYearsAsync(folder);
        TimeSpan copy,
            load;
        (TimeSpan Median, TimeSpan Longest) besideCopy,
            besideLoad;
        await using (var readers = new Readers(baseline.ConnectionString))
        {
            copy = await baseline.CopyAsync(folder, Archive.OtherYear);
            besideCopy = await readers.EndAsync();
        }
        await server.PsqlAsync("postgres", "CHECKPOINT");
        await using (var readers = new Readers(server.ConnectionString("babynames")))
        {
            (_, load) = await Uploads.LoadAsync(server, archive);
            besideLoad = await readers.EndAsync();
        }
        Row(
            "the rows from 1945 on again, under other years, while `names` is read",
            $"{Archive.OtherRows / load.TotalSeconds:N0} rows/s, {load.TotalSeconds:F1} s",
            $"{copy / load:F1} times `\\copy` while read ({Archive.OtherRows / copy.TotalSeconds:N0} rows/s, {copy.TotalSeconds:F1} s)"
        );
        Row(
            "the 100 most popular names of a year meanwhile",
            $"{besideLoad.Median.TotalMilliseconds:F1} ms, at most {besideLoad.Longest.TotalMilliseconds:F0} ms",
            $"beside `\\copy` {besideCopy.Median.TotalMilliseconds:F1} ms, at most {besideCopy.Longest.TotalMilliseconds:F0} ms"
        );
    }
}
