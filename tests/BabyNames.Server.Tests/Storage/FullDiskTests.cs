using BabyNames.Server.Storage;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Storage;

/// <summary>Tests a storage folder on a full disk, with uploaded files in the folder and with files that are only temporary in the
/// folder.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private static readonly byte[] Large = Samples.Year(1950);

    private readonly DatabaseFixture _database = new();
    private readonly string _folder = TestFolder.Create();

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        await TestKeys.AddToAsync(_database.Databases);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task An_upload_to_a_full_disk_is_refused_and_succeeds_when_there_is_space_again()
    {
        var disk = SmallDisk.Create(Path.Combine(_folder, "storage"));
        await using var server = await ServeAsync(disk);
        await disk.FillAsync(server.Id);
        var answer = await server.Client.UploadAsync("yob1950.txt", Large, TestKeys.Admin);
        var error = Assert.Single(answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("errors").EnumerateArray());
        Assert.Equal(("StorageFullError", "BN303"), (error.GetProperty("__typename").GetString(), error.GetProperty("code").GetString()));
        Assert.Empty(disk.Files(server.Id));
        Assert.Equal(
            0,
            (await server.Client.DataAsync("{ datasets { totalCount } }")).GetProperty("datasets").GetProperty("totalCount").GetInt32()
        );

        disk.Free(server.Id);
        var id = await server.Client.AcceptedAsync("yob1950.txt", Large, TestKeys.Admin);
        await SeeAsync(id, "completed completed 1");
        Assert.Single(disk.Files(server.Id));
    }

    [Fact]
    public async Task A_job_whose_local_copy_fills_the_disk_is_retried()
    {
        await using var s3 = new S3Server();
        await s3.StartAsync();
        var disk = SmallDisk.Create(Path.Combine(_folder, "storage"));
        await using var server = await ServeAsync(disk, s3.Settings);
        var id = await server.Client.AcceptedAsync("yob1951.txt", Samples.Year(1951), TestKeys.Admin);
        await SeeAsync(id, "completed completed 1");
        await SeeNoCopyAsync(disk, server);

        await disk.FillAsync(server.Id);
        await server.Client.DataAsync(
            """mutation ($id: UUID!) { reprocessDataset(input: { datasetId: $id, reason: "a test" }) { dataset { id } } }""",
            new { id },
            TestKeys.Admin
        );
        Assert.Contains(nameof(StorageFullException), await SeeAsync(id, "reprocessing queued 1"), StringComparison.Ordinal);
        Assert.Empty(disk.Files(server.Id));

        disk.Free(server.Id);
        await SeeAsync(id, "completed completed 2");
        await SeeNoCopyAsync(disk, server);
    }

    /// <summary>Waits until the folder is empty. The server deletes the local copy of a job's file shortly after the job has
    /// ended.</summary>
    private static Task SeeNoCopyAsync(SmallDisk disk, Executable server) =>
        Eventually.SeeAsync(() => Task.FromResult(disk.Files(server.Id).Length), count => count == 0, "the copy to vanish");

    private Task<Executable> ServeAsync(SmallDisk disk, params string[] settings) =>
        Executable.ServeAsync(
            disk.Wrapper,
            _folder,
            ["--ConnectionStrings:BabyNames", _database.ConnectionString, "--Storage:Path", disk.Folder, .. settings]
        );

    private Task<string> SeeAsync(Guid id, string state) =>
        Eventually.SeeAsync(
            async () =>
                string.Join(
                    ' ',
                    (
                        await _database.SqlAsync(
                            """
                            SELECT d.status, j.status, j.attempts, j.last_error FROM datasets d JOIN jobs j ON j.dataset_id = d.id
                            WHERE d.id = $1 ORDER BY j.created_at DESC LIMIT 1
                            """,
                            id
                        )
                    )[0]
                ),
            seen => seen.StartsWith(state, StringComparison.Ordinal),
            state
        );
}
