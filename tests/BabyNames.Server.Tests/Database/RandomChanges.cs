using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

/// <summary>Applies random changes of datasets to the database and to a model of the database.</summary>
internal sealed class RandomChanges(Databases databases, Random random)
{
    private static readonly string[] _names = ["Emma", "Liam", "Zoë", "Ana", "Max", "Kim", "Bo"];

    /// <summary>The country and the source of each kind of file.</summary>
    private static readonly (string Country, DatasetSource Source)[] _sources =
    [
        ("US", new("us_ssa", "SSA", null, null, "US")),
        ("US", Own("A", null)),
        ("US", Own("A", "US-AK")),
        ("GB", new("gb_ons", "ONS", null, null, "GB-EAW")),
        ("GB", Own("NRS", "GB-SCT")),
        ("GB", Own("NISRA", "GB-NIR")),
        ("GB", Own(null, "GB-SCT")),
        ("GB", Own("B", null)),
        ("GB", Own("B", "GB")),
        ("GB", Own("England", "GB-ENG")),
        ("CA", new("ca_statcan", "Statistics Canada", null, null, "CA")),
        ("CA", new("ca_bc", "Vital Statistics", null, null, "CA-BC")),
    ];

    private readonly DatasetStore _store = new(databases);
    private readonly DatasetDeletion _deletion = new(databases);

    public Random Random { get; } = random;

    public ServedModel Model { get; } = new();

    /// <summary>The number of readings that ended with a conflict.</summary>
    public int Refused { get; private set; }

    /// <summary>The number of loads and refreshes whose session was terminated.</summary>
    public int Killed { get; private set; }

    public async Task MakeOneAsync()
    {
        var (live, deleted) = (Model.Live.ToList(), Model.Deleted.ToList());
        switch (Random.Next(6))
        {
            case 0 when live.Count > 0:
                var gone = live[Random.Next(live.Count)];
                Assert.True(await _deletion.DeleteAsync(gone.Id, default));
                gone.IsDeleted = true;
                break;
            case 1 when deleted.Count > 0:
                var back = deleted[Random.Next(deleted.Count)];
                Assert.True((await _deletion.RestoreAsync(back.Id, default)).IsRestored);
                back.IsDeleted = false;
                break;
            case 2 when live.Count > 0:
                await ReprocessAsync(live[Random.Next(live.Count)]);
                break;
            case 3 when Random.Next(2) == 0:
                await _deletion.PurgeAsync(DateTimeOffset.UtcNow.AddMinutes(1), default);
                break;
            default:
                await UploadAsync();
                break;
        }
        await ReprocessQueuedAsync();
    }

    public async Task RefreshAsync()
    {
        await IsKilledAsync(() => Some.RefreshedAsync(databases));
        await Some.RefreshedAsync(databases);
    }

    /// <summary>Runs an operation. With a probability of 1/4 it terminates the operation's sessions at a random moment, as the death of the
    /// process does.</summary>
    /// <returns>Whether the operation was aborted.</returns>
    private async Task<bool> IsKilledAsync(Func<Task> act)
    {
        if (Random.Next(4) > 0)
        {
            await act();
            return false;
        }
        var acting = act();
        await Task.Delay(Random.Next(40));
        await databases.Owner.SqlAsync(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = CURRENT_DATABASE() AND (application_name = 'babynames api_worker' OR application_name LIKE 'babynames load%')
            """
        );
        databases.Worker.Clear();
        try
        {
            await acting;
            return false;
        }
        catch (Exception exception) when (exception is NpgsqlException or ObjectDisposedException or InvalidOperationException)
        {
            Killed++;
            return true;
        }
    }

    private async Task UploadAsync()
    {
        var (country, source) = _sources[Random.Next(_sources.Length)];
        var takesOver = Random.Next(4) == 0;
        var id = await Some.DatasetAsync(databases, country, source, takesOver);
        var file = new ModelFile(id, country, source);
        Model.Add(file);
        await ReadAsync(file, Rows(source), takesOver);
    }

    private async Task ReprocessAsync(ModelFile file)
    {
        var takesOver = Random.Next(3) == 0;
        Assert.True(await _store.ReprocessAsync(file.Id, new("a test", file.Source, TakesOver: takesOver), default));
        await ReadAsync(file, Rows(file.Source), takesOver);
    }

    private async Task ReadAsync(ModelFile file, IReadOnlyList<NameRecord> rows, bool takesOver)
    {
        var begun = await Some.BeginAsync(databases, file.Id);
        if (Model.Read(file, rows, takesOver))
        {
            if (await IsKilledAsync(() => Some.CompleteAsync(databases, begun, [.. rows])))
                await Some.CompleteAsync(databases, begun, [.. rows]);
            return;
        }
        Refused++;
        await Assert.ThrowsAsync<SliceConflictException>(() => Some.CompleteAsync(databases, begun, [.. rows]));
        await _store.FailAsync(begun.Job, new("BN209", ErrorCount: 1), default);
    }

    /// <summary>Reads the queued files again with their unchanged rows. A file is queued if its purged rows are to be served.</summary>
    private async Task ReprocessQueuedAsync()
    {
        while (await new JobQueue(databases).ClaimAsync("some worker", default) is { } job)
        {
            var begun = (job, (await _store.BeginAsync(job, default))!);
            await Some.CompleteAsync(databases, begun, [.. Model.Find(job.DatasetId).Rows]);
        }
    }

    private static DatasetSource Own(string? publisher, string? area) => new("generic_csv", publisher, null, null, area);

    private List<NameRecord> Rows(DatasetSource source)
    {
        // Some files of publisher B state the area in each row.
        string?[] areas = source is { Publisher: "B", Area: null } && Random.Next(2) == 0 ? ["GB-SCT", "GB-NIR"] : [null];
        return
        [
            .. from year in Enumerable.Range(Random.Next(1996, 2002), Random.Next(1, 4))
            from gender in Random.Next(3) switch
            {
                0 => "F",
                1 => "M",
                _ => "FM",
            }
            from area in areas
            from name in _names.OrderBy(_ => Random.Next()).Take(Random.Next(1, 5)).ToList()
            select new NameRecord(year, gender, name, Random.Next(1, 200), area),
        ];
    }
}
