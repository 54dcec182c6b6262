using System.Text.Json;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Tests the console while a job loses its worker, by tests/browser/console-job.mjs.</summary>
public class ConsoleJobTests(IdleServerFixture server) : IClassFixture<IdleServerFixture>
{
    [Fact]
    public async Task The_console_shows_that_another_worker_completes_the_job_of_a_killed_one()
    {
        var id = await server.Client.AcceptedAsync("yob1880.txt", Samples.Year(1880), server.AdminKey);
        var folder = TestFolder.Create();
        try
        {
            var marker = Path.Combine(folder, "running");
            Task<string> seen;
            // The holder prevents the load from ending.
            await using (var holder = new NpgsqlConnection(server.ConnectionString))
            {
                await holder.OpenAsync();
                await using var transaction = await holder.BeginTransactionAsync();
                await using (var hold = new NpgsqlCommand("LOCK TABLE names IN SHARE ROW EXCLUSIVE MODE", holder))
                    await hold.ExecuteNonQueryAsync();
                seen = Browser.DriveAsync(
                    "",
                    "console-job.mjs",
                    $"{server.Client.BaseAddress}".TrimEnd('/'),
                    server.AdminKey,
                    $"{id}",
                    marker
                );
                await using var worker = await WorkerAsync(folder);
                await Eventually.SeeAsync(
                    () => Task.FromResult(File.Exists(marker)),
                    exists => exists,
                    "the console to show the job running"
                );
                await worker.KillAsync();
            }
            await using var next = await WorkerAsync(folder);
            var statuses = JsonSerializer.Deserialize<string[][]>(await seen)!;
            Assert.Equal(
                [
                    ["running", "1 of 9"],
                    ["completed", "2 of 9"],
                ],
                statuses.Select(cells => cells[1..3])
            );
        }
        finally
        {
            TestFolder.Delete(folder);
        }
    }

    private Task<Executable> WorkerAsync(string folder) =>
        Executable.ServeAsync(
            folder,
            "--ConnectionStrings:BabyNames",
            server.ConnectionString,
            "--Storage:Path",
            server.StorageFolder,
            "--Jobs:LeaseDuration",
            "00:00:05"
        );
}
