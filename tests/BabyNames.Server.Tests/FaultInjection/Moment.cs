namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>An operation of a server during which faults are injected.</summary>
/// <param name="BeginAsync">Requests the operation. The returned task may still run when the fault is injected.</param>
/// <param name="Progress">An SQL statement that returns a number. The number grows when the operation begins.</param>
/// <param name="Length">The approximate duration of the operation. Faults are injected within this time.</param>
internal sealed record Moment(string Name, Func<FaultScene, Task> BeginAsync, string Progress, TimeSpan Length)
{
    private const string Attempts = "SELECT COALESCE(SUM(attempts), 0)::BIGINT FROM jobs";

    private const string Refreshes = """
        SELECT version + (SELECT COUNT(*) FROM pg_stat_activity WHERE datname = CURRENT_DATABASE() AND state = 'active'
            AND query LIKE '%name_statistics_differences%')
        FROM statistics_state
        """;

    private const string Clock = "SELECT (EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000)::BIGINT";

    private static readonly TimeSpan SlowUpload = TimeSpan.FromSeconds(0.8);

    /// <summary>Returns each stage of a load, with files of its own. The files have 70,000 rows, or are the whole archive in the full
    /// form.</summary>
    public static IReadOnlyList<Moment> All(bool wholeArchive = false)
    {
        var first = wholeArchive ? SsaFile.Archive(1880, 1999) : SsaFile.Archive(1960, 1961);
        SsaFile[] more = [.. (wholeArchive ? Enumerable.Range(2000, 22) : Enumerable.Range(1962, 2)).Select(SsaFile.Year)];
        var (refreshed, slow) = wholeArchive ? (SsaFile.Year(2022), SsaFile.Year(2023)) : (SsaFile.Year(1910), SsaFile.Year(1911));
        return
        [
            new("a first load", scene => scene.UploadAsync(first), Attempts, TimeSpan.FromSeconds(wholeArchive ? 8 : 0.8)),
            new("loads into a loaded table", scene => scene.UploadAsync(more), Attempts, TimeSpan.FromSeconds(wholeArchive ? 10 : 0.8)),
            new("a reprocessing", scene => scene.ReprocessAsync(more[0]), Attempts, TimeSpan.FromSeconds(wholeArchive ? 1.5 : 0.6)),
            new("a refresh", scene => scene.UploadAsync(refreshed), Refreshes, TimeSpan.FromSeconds(wholeArchive ? 15 : 0.3)),
            new("an upload", scene => scene.UploadAgainAsync(slow, SlowUpload), Clock, SlowUpload * 1.2),
        ];
    }
}
