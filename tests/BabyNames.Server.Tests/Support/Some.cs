using System.Security.Cryptography;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Data.Views;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Support;

/// <summary>Rows for tests that have no server: made the way the server makes them, with defaults for all that does not
/// matter.</summary>
internal static class Some
{
    /// <summary>A new dataset whose job is queued.</summary>
    public static async Task<Guid> DatasetAsync(Databases databases, string country = "US", string filename = "yob2001.txt")
    {
        var countryId = await databases.Owner.OneAsync<Guid>("SELECT id FROM countries WHERE code = $1", country);
        var file = new StoredFile(Guid.NewGuid(), filename, $"uploads/{Guid.NewGuid()}", 1, RandomNumberGenerator.GetHexString(64, lowercase: true));
        Assert.Null(await new DatasetStore(databases).AcceptAsync(file, countryId, "us_ssa", "a test", default));
        return file.DatasetId;
    }

    /// <summary>A new dataset whose job this worker has claimed and begun. There must be no other job in the queue.</summary>
    public static async Task<(ClaimedJob Job, DatasetFile File)> BegunAsync(Databases databases, string worker = "some worker")
    {
        var id = await DatasetAsync(databases);
        var job = await new JobQueue(databases).ClaimAsync(worker, default);
        Assert.Equal(id, job?.DatasetId);
        return (job!, (await new DatasetStore(databases).BeginAsync(job!, default))!);
    }

    /// <summary>A completed dataset with these rows, in the statistics.</summary>
    public static async Task<Guid> CompletedAsync(Databases databases, params NameRecord[] rows)
    {
        var (job, file) = await BegunAsync(databases);
        await using var load = await DatasetLoad.BeginAsync(databases, file, default);
        foreach (var row in rows)
            await load.WriteAsync(row, default);
        await load.CompleteAsync(job, warnings: null, default);
        await new StatisticsRefresher(databases).RefreshIfDueAsync(default);
        return file.Id;
    }
}
