using BabyNames.Server.Storage;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Storage;

/// <summary>Tests servers with one database that store files in the folder, then in S3, then in the folder again.</summary>
public sealed class StorageSwitchTests : IAsyncLifetime
{
    private readonly DatabaseFixture _database = new();
    private readonly S3Server _s3 = new();
    private readonly string _folder = TestFolder.Create();

    public async Task InitializeAsync()
    {
        await _s3.StartAsync();
        await _database.InitializeAsync();
        await TestKeys.AddToAsync(_database.Databases);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _s3.DisposeAsync();
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task Each_file_is_read_from_the_storage_that_has_it()
    {
        Guid local,
            remote;
        await using (var server = await StartAsync())
            local = await IngestAsync(server, "yob2001.txt", "Anna,F,10\n"u8.ToArray());
        await using (var server = await StartAsync(_s3.Settings))
        {
            await ReprocessAsync(server, local);
            await SeeAsync(local, "completed reprocess_dataset completed 1");
            remote = await IngestAsync(server, "yob2002.txt", "Anna,F,11\n"u8.ToArray());
        }
        Assert.Equal([$"tests/uploads/{remote}"], _s3.Objects);
        Assert.Equal([Path.Combine(_folder, "uploads", $"{local}")], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));

        await using (var server = await StartAsync())
        {
            await ReprocessAsync(server, local);
            await SeeAsync(local, "completed reprocess_dataset completed 1");
            await ReprocessAsync(server, remote);
            await SeeAsync(
                remote,
                $"reprocessing reprocess_dataset queued 1 BN302: reading was interrupted by {nameof(StorageUnavailableException)}"
            );
        }
        await using (await StartAsync(_s3.Settings))
            await SeeAsync(remote, "completed reprocess_dataset completed 2");
    }

    [Fact]
    public async Task A_missing_file_fails_the_job_and_a_missing_folder_is_retried()
    {
        await using var server = await StartAsync();
        var id = await IngestAsync(server, "yob2001.txt", "Anna,F,10\n"u8.ToArray());
        var stored = Path.Combine(_folder, "uploads", $"{id}");
        File.Move(stored, Path.Combine(_folder, "moved"));
        await ReprocessAsync(server, id);
        await SeeAsync(id, "failed reprocess_dataset failed 1 BN305: yob2001.txt: the stored file is missing");

        Directory.Delete(Path.Combine(_folder, "uploads"));
        await ReprocessAsync(server, id);
        await SeeAsync(id, "reprocessing reprocess_dataset queued 1 BN302");
        Directory.CreateDirectory(Path.Combine(_folder, "uploads"));
        File.Move(Path.Combine(_folder, "moved"), stored);
        await SeeAsync(id, "completed reprocess_dataset completed 2");
    }

    [Fact]
    public async Task The_settings_limit_the_attempts_and_the_delays()
    {
        await using var server = await StartAsync("--Jobs:MaxAttempts", "3", "--Jobs:RetryDelay", "00:00:00.1");
        var id = await IngestAsync(server, "yob2001.txt", "Anna,F,10\n"u8.ToArray());
        Directory.Move(Path.Combine(_folder, "uploads"), Path.Combine(_folder, "moved"));
        await ReprocessAsync(server, id);
        await SeeAsync(id, "failed reprocess_dataset failed 3 BN302: reading was interrupted too often");
        Directory.Move(Path.Combine(_folder, "moved"), Path.Combine(_folder, "uploads"));
        await ReprocessAsync(server, id);
        await SeeAsync(id, "completed reprocess_dataset completed 1");
    }

    private Task<Server> StartAsync(params string[] settings) =>
        Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                _database.ConnectionString,
                "--Storage:Path",
                _folder,
                "--Logging:LogLevel:Default",
                "None",
                "--Logging:LogLevel:BabyNames",
                "None",
                .. settings,
            ],
            default
        );

    private async Task<Guid> IngestAsync(Server server, string filename, byte[] content)
    {
        using var client = ClientOf(server);
        var id = await client.AcceptedAsync(filename, content, TestKeys.Admin);
        await SeeAsync(id, "completed parse_dataset completed 1");
        return id;
    }

    private static async Task ReprocessAsync(Server server, Guid id)
    {
        using var client = ClientOf(server);
        await client.DataAsync(
            """mutation ($id: UUID!) { reprocessDataset(input: { datasetId: $id, reason: "a test" }) { dataset { id } } }""",
            new { id },
            TestKeys.Admin
        );
    }

    private static HttpClient ClientOf(Server server) => new() { BaseAddress = new(server.App.Urls.Single()) };

    private Task SeeAsync(Guid id, string state) =>
        Eventually.SeeAsync(
            async () =>
                string.Join(
                    ' ',
                    (
                        await _database.SqlAsync(
                            """
                            SELECT d.status, j.type, j.status, j.attempts, j.last_error FROM datasets d JOIN jobs j ON j.dataset_id = d.id
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
