using System.Diagnostics;
using BabyNames.Data;
using BabyNames.Data.Jobs;
using BabyNames.Data.Migrations;
using Npgsql;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures how soon a worker starts a job, and how many jobs a second the queue can process.</summary>
internal static class Queue
{
    private const int Files = 50;
    private const int PolledFiles = 15;
    private const int FinishedJobs = 300_000;
    private const int EmptyJobs = 10_000;
    private const int Workers = 4;

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using var server = await ServerProcess.StartAsync(folder);
        await EmptyJobsAsync(server);
        await UploadAsync(server, 1_000, Files);
        var notified = await WaitsAsync(server, Files);
        Row(
            "from an accepted upload to the start of its job",
            $"{Questions.Median(notified).TotalMilliseconds:F0} ms",
            $"median of {Files}, at most {notified.Max().TotalMilliseconds:F0} ms"
        );
        await server.PsqlAsync("babynames", "ALTER TABLE jobs DISABLE TRIGGER notify_jobs_queued");
        await UploadAsync(server, 2_000, PolledFiles);
        var polled = await WaitsAsync(server, PolledFiles);
        Row(
            "the same without notification, polled every 2 s",
            $"{Questions.Median(polled).TotalMilliseconds:F0} ms",
            $"median of {PolledFiles}, at most {polled.Max().TotalMilliseconds:F0} ms"
        );
    }

    /// <summary>Uploads files of one row, one after another.</summary>
    private static async Task UploadAsync(ServerProcess server, int births, int files)
    {
        var random = new Random(births);
        for (var i = 0; i < files; i++)
        {
            using var file = new MemoryStream(
                "Year,Name,Sex,Count\n"u8.ToArray().Concat(System.Text.Encoding.ASCII.GetBytes($"2001,Emma,F,{births + i}\n")).ToArray()
            );
            await Uploads.CompletedAsync(server, await Uploads.SendAsync(server, "one.csv", file));
            // Avoids the interval of the poller.
            await Task.Delay(random.Next(500));
        }
    }

    /// <summary>Returns how long the newest jobs waited in the queue.</summary>
    private static async Task<List<TimeSpan>> WaitsAsync(ServerProcess server, int jobs)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("babynames"));
        await using var command = source.CreateCommand("SELECT started_at - created_at FROM jobs ORDER BY created_at DESC LIMIT $1");
        command.Parameters.Add(new() { Value = jobs });
        await using var reader = await command.ExecuteReaderAsync();
        var waits = new List<TimeSpan>();
        while (await reader.ReadAsync())
            waits.Add(reader.GetTimeSpan(0));
        return waits;
    }

    /// <summary>Claims and finishes empty jobs as a worker does, in a database without a server.</summary>
    private static async Task EmptyJobsAsync(ServerProcess server)
    {
        const string database = "empty_jobs";
        await server.PsqlAsync("postgres", $"CREATE DATABASE {database}");
        await using var databases = new Databases(new(server.ConnectionString(database)));
        await new SchemaMigrator(databases.Owner).UpAsync(default);
        await server.PsqlAsync(
            database,
            $"""
            INSERT INTO datasets (country_id, filename, file_path, file_size, sha256, parser_type)
            SELECT c.id, 'none', 'none', 1, LPAD(TO_HEX(n), 64, '0'), 'us_ssa' FROM countries c, GENERATE_SERIES(1, {EmptyJobs}) n
                WHERE c.code = 'US';
            INSERT INTO jobs (dataset_id, type, status, attempts, created_at, started_at, completed_at)
            SELECT d.id, 'parse_dataset', 'completed', 1, NOW() - n * INTERVAL '1 second', NOW(), NOW()
            FROM datasets d, GENERATE_SERIES(1, {FinishedJobs / EmptyJobs}) n;
            INSERT INTO jobs (dataset_id, type) SELECT id, 'parse_dataset' FROM datasets;
            ANALYZE
            """
        );
        var queue = new JobQueue(databases);
        var began = Stopwatch.StartNew();
        var finished = (
            await Task.WhenAll(
                Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(databases, queue, $"worker {worker}")))
            )
        ).Sum();
        if (finished != EmptyJobs)
            throw new InvalidOperationException($"{finished} of {EmptyJobs} jobs were run.");
        Row(
            "empty jobs",
            $"{EmptyJobs / began.Elapsed.TotalSeconds:N0} a second",
            $"claimed and finished by {Workers} workers, {FinishedJobs:N0} finished jobs in the table"
        );
    }

    private static async Task<int> WorkAsync(Databases databases, JobQueue queue, string worker)
    {
        var count = 0;
        for (; await queue.ClaimAsync(worker, default) is { } job; count++)
        {
            await using var connection = await databases.Worker.OpenConnectionAsync();
            await JobQueue.CompleteAsync(connection, job, default);
        }
        return count;
    }
}
