using System.Security.Cryptography;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Data.Statistics;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Support;

/// <summary>Creates rows for tests without a server, by the same code as the server, with defaults for every value that the test does not
/// need. The queue must contain no other job.</summary>
internal static class Some
{
    /// <summary>Creates a dataset whose job is queued.</summary>
    /// <param name="source">The source of the dataset; null for a source that covers the whole country.</param>
    public static async Task<Guid> DatasetAsync(
        Databases databases,
        string country = "US",
        DatasetSource? source = null,
        bool takesOver = false
    )
    {
        var dataset = new NewDataset(
            Guid.CreateVersion7(),
            new(country, country),
            "yob2001.txt",
            $"uploads/{Guid.NewGuid()}",
            1,
            RandomNumberGenerator.GetHexString(64, lowercase: true),
            source ?? new("us_ssa", "a publisher", null, null, country),
            RecognizedBy: null,
            Year: null,
            Gender: null,
            "a test",
            takesOver
        );
        var accepted = await new DatasetStore(databases).AcceptAsync(dataset, default);
        Assert.Null(accepted.Duplicate);
        return accepted.DatasetId;
    }

    /// <summary>Creates a dataset without a job, in the database of a running server.</summary>
    public static Task<Guid> DatasetRowAsync(ServerFixture server) =>
        server.Databases.Owner.OneAsync<Guid>(
            """
            INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
            SELECT id, 'yob2001.txt', 'none', 1, 'us_ssa', $1 FROM countries WHERE code = 'US' RETURNING id
            """,
            RandomNumberGenerator.GetHexString(64, lowercase: true)
        );

    /// <summary>Creates a dataset whose job is claimed and begun by this worker.</summary>
    public static async Task<(ClaimedJob Job, DatasetFile File)> BegunAsync(
        Databases databases,
        string worker = "some worker",
        string country = "US"
    )
    {
        var id = await DatasetAsync(databases, country);
        return await BeginAsync(databases, id, worker);
    }

    /// <summary>Creates a completed dataset for the US with these rows and refreshes the statistics.</summary>
    public static Task<Guid> CompletedAsync(Databases databases, params NameRecord[] rows) => CompletedInAsync("US", databases, rows);

    /// <summary>Creates a completed dataset with these rows and refreshes the statistics.</summary>
    public static async Task<Guid> CompletedInAsync(string country, Databases databases, params NameRecord[] rows)
    {
        var begun = await BegunAsync(databases, country: country);
        await CompleteAsync(databases, begun, rows);
        await RefreshedAsync(databases);
        return begun.File.Id;
    }

    /// <summary>Reprocesses a dataset with other rows in its file and refreshes the statistics.</summary>
    public static async Task ReprocessedAsync(Databases databases, Guid id, params NameRecord[] rows)
    {
        var store = new DatasetStore(databases);
        await store.ReprocessAsync(id, new("a test", (await store.FindAsync(id, default))!.Source), default);
        await CompleteAsync(databases, await BeginAsync(databases, id, "some worker"), rows);
        await RefreshedAsync(databases);
    }

    public static async Task CompleteAsync(Databases databases, (ClaimedJob Job, DatasetFile File) begun, params NameRecord[] rows)
    {
        await using var load = await DatasetLoad.BeginAsync(databases, begun.File, default);
        foreach (var row in rows)
            await load.WriteAsync(row, default);
        await load.CompleteAsync(begun.Job, warnings: null, default);
    }

    /// <summary>Adds more than 350 countries, so that queries return several pages of countries.</summary>
    public static Task CountriesAsync(Databases databases) =>
        databases.Owner.SqlAsync(
            """
            INSERT INTO countries (code, name) SELECT CHR(64 + i) || CHR(64 + j), 'Land'
                FROM GENERATE_SERIES(13, 26) i, GENERATE_SERIES(1, 26) j
            ON CONFLICT DO NOTHING
            """
        );

    public static Task RefreshedAsync(Databases databases) => new StatisticsRefresher(databases).RefreshIfDueAsync(default);

    public static async Task<(ClaimedJob Job, DatasetFile File)> BeginAsync(Databases databases, Guid id, string worker = "some worker")
    {
        var job = await new JobQueue(databases).ClaimAsync(worker, default);
        Assert.Equal(id, job?.DatasetId);
        return (job!, (await new DatasetStore(databases).BeginAsync(job!, default))!);
    }
}
