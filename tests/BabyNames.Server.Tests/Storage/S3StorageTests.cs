using System.Net;
using System.Security.Cryptography;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Datasets;
using BabyNames.Server.Storage;
using BabyNames.Server.Telemetry;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Storage;

/// <summary>Tests uploaded files in an S3 bucket, while the service is available and while it is not available.</summary>
public sealed class S3StorageTests(S3Fixture server) : IClassFixture<S3Fixture>, IAsyncLifetime
{
    private static readonly byte[] File = "Anna,F,10\nBen,M,20\n"u8.ToArray();
    private static readonly object[][] Rows =
    [
        ["Anna", 10],
        ["Ben", 20],
    ];

    public async Task InitializeAsync()
    {
        await server.S3.StartAsync();
        await server.RemoveDatasetsAsync();
        foreach (var name in server.S3.Objects.ToList())
            System.IO.File.Delete(server.S3.FileOf(name));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_file_is_stored_unchanged_in_S3_and_can_be_reprocessed()
    {
        var year = Samples.Year(1950);
        var id = await server.IngestAsync("yob1950.txt", year);
        Assert.Equal(
            [
                [$"s3://datasets/tests/uploads/{id}", "completed", Expected.Year(1950).Rows],
            ],
            await server.SqlAsync("SELECT file_path, status, row_count FROM datasets")
        );
        Assert.Equal([ObjectOf(id)], server.S3.Objects);
        Assert.Equal(year, await System.IO.File.ReadAllBytesAsync(server.S3.FileOf(ObjectOf(id))));

        await ReprocessAsync(id);
        await server.SettleAsync(id);
        Assert.Equal(
            [
                ["completed", 2L, (long)Expected.Year(1950).Rows],
            ],
            await server.SqlAsync(
                """
                SELECT status, (SELECT COUNT(*) FROM jobs WHERE status = 'completed'),
                    (SELECT COUNT(*) FROM names WHERE deleted_at IS NULL) FROM datasets
                """
            )
        );
        await AssertNothingLocalAsync();
    }

    [Fact]
    public async Task A_refused_file_leaves_no_object()
    {
        var id = await server.IngestAsync("yob2001.txt", File);
        Assert.Equal("BN203", await RefusalAsync("yob2002.txt", File));
        Assert.Equal("BN202", await RefusalAsync("photo.jpg", [0xFF, 0xD8, 0xFF, 0xE0]));
        Assert.Equal([ObjectOf(id)], server.S3.Objects);
        await AssertNothingLocalAsync();
    }

    [Fact]
    public async Task The_sweep_removes_only_objects_without_a_dataset()
    {
        var id = await server.IngestAsync("yob2001.txt", File);
        var kept = new[] { ObjectOf(id), "tests/uploads/readme.txt", $"uploads/{Guid.NewGuid()}" }.Order().ToList();
        foreach (var name in kept.Append(ObjectOf(Guid.NewGuid())).Where(name => name != ObjectOf(id)))
            await server.S3.PutAsync(name, File);
        Assert.Equal(4, server.S3.Objects.Count());

        Assert.Equal(0, await server.Services.GetRequiredService<DatasetUploads>().SweepAsync(DateTimeOffset.UtcNow.AddHours(-1), default));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(kept, server.S3.Objects);

        await server.S3.StopAsync();
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task An_upload_is_refused_while_the_endpoint_is_down_and_succeeds_afterwards()
    {
        await server.S3.StopAsync();
        Assert.Equal("BN304", await RefusalAsync("yob2001.txt", File));
        Assert.Equal(
            [
                [0L, 0L],
            ],
            await server.SqlAsync("SELECT (SELECT COUNT(*) FROM datasets), (SELECT COUNT(*) FROM jobs)")
        );
        await AssertNothingLocalAsync();

        await server.S3.StartAsync();
        Assert.Empty(server.S3.Objects);
        var id = await server.IngestAsync("yob2001.txt", File);
        Assert.Equal(Rows, await RowsAsync(id));
    }

    [Fact]
    public async Task A_job_is_retried_until_the_endpoint_is_back()
    {
        var id = await server.IngestAsync("yob2001.txt", File);
        await server.S3.StopAsync();
        await ReprocessAsync(id);
        await Eventually.SeeAsync(
            () => JobAsync(id),
            seen => seen.StartsWith("reprocessing queued 1 BN302", StringComparison.Ordinal),
            "a first attempt to fail"
        );
        Assert.Contains(nameof(StorageUnavailableException), await JobAsync(id), StringComparison.Ordinal);
        Assert.Equal(Rows, await RowsAsync(id));

        await server.S3.StartAsync();
        await server.SettleAsync(id);
        Assert.StartsWith("completed completed 2", await JobAsync(id), StringComparison.Ordinal);
        Assert.Equal(Rows, await RowsAsync(id));
        await AssertNothingLocalAsync();
    }

    [Fact]
    public async Task The_server_is_not_ready_while_the_service_does_not_respond()
    {
        await ReadyAsync(HttpStatusCode.OK, "\"storage\":\"ok\"");
        await server.S3.StopAsync();
        await server.UploadAsync("yob2001.txt", File);
        await ReadyAsync(HttpStatusCode.ServiceUnavailable, "\"storage\":\"the bucket does not respond or refuses requests");
        await server.S3.StartAsync();
        await ReadyAsync(HttpStatusCode.OK, "\"storage\":\"ok\"");
    }

    [Fact]
    public async Task A_large_file_is_read_back_unchanged()
    {
        var bytes = RandomNumberGenerator.GetBytes((int)S3Client.PartSize + 123_457);
        var storage = server.Services.GetRequiredService<DatasetStorage>();
        using var file = await storage.ReceiveAsync("large.csv", new MemoryStream(bytes), default);
        var path = await storage.StoreAsync(file, default);
        await using (var content = await storage.OpenAsync(Stored(file, path), default))
        {
            Assert.True(content.CanSeek);
            var back = new byte[bytes.Length];
            await content.ReadExactlyAsync(back);
            Assert.Equal((-1, true), (content.ReadByte(), bytes.AsSpan().SequenceEqual(back)));
        }
        await storage.DeleteAsync(path, default);
        Assert.Empty(server.S3.Objects);
    }

    [Fact]
    public async Task A_connection_lost_during_a_download_is_a_storage_error_and_not_an_error_of_the_file()
    {
        var storage = server.Services.GetRequiredService<DatasetStorage>();
        using var file = await storage.ReceiveAsync("large.csv", new MemoryStream(new byte[2 << 20]), default);
        var path = await storage.StoreAsync(file, default);
        using var line = new CutLine(new(server.S3.Endpoint), afterBytes: 1 << 20);
        using var cut = new DatasetStorage(
            new()
            {
                Path = server.StorageFolder,
                S3 =
                {
                    Endpoint = line.Address,
                    Bucket = S3Server.Bucket,
                    AccessKey = S3Server.Key,
                    SecretKey = S3Server.Key,
                },
            },
            server.Services.GetRequiredService<Conditions>()
        );
        var exception = await Assert.ThrowsAsync<StorageUnavailableException>(() => cut.OpenAsync(Stored(file, path), default));
        Assert.Contains("(no response)", exception.Message, StringComparison.Ordinal);
        Assert.Equal([file.LocalPath], Directory.GetFiles(server.StorageFolder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(true, "BN305: yob2001.txt: the stored file is missing")]
    [InlineData(false, "BN305: yob2001.txt: the stored file differs from the uploaded one")]
    public async Task A_missing_object_fails_the_job_without_a_retry(bool isMissing, string message)
    {
        var id = await server.IngestAsync("yob2001.txt", File);
        if (isMissing)
            System.IO.File.Delete(server.S3.FileOf(ObjectOf(id)));
        else
            await server.S3.PutAsync(ObjectOf(id), "Anna,F,99\nBen,M,20\n"u8.ToArray());
        await ReprocessAsync(id);
        await server.SettleAsync(id);
        Assert.StartsWith($"failed failed 1 {message}", await JobAsync(id), StringComparison.Ordinal);
        Assert.Equal(Rows, await RowsAsync(id));

        await server.S3.PutAsync(ObjectOf(id), File);
        await ReprocessAsync(id);
        await server.SettleAsync(id);
        Assert.StartsWith("completed completed 1", await JobAsync(id), StringComparison.Ordinal);
        await AssertNothingLocalAsync();
    }

    private static string ObjectOf(Guid id) => $"tests/uploads/{id}";

    private Task<int> SweepAsync() =>
        server.Services.GetRequiredService<DatasetUploads>().SweepAsync(DateTimeOffset.UtcNow.AddHours(1), default);

    private async Task<string> RefusalAsync(string filename, byte[] content)
    {
        var payload = (await server.UploadAsync(filename, content)).GetProperty("data").GetProperty("uploadDataset");
        return Assert.Single(payload.GetProperty("errors").EnumerateArray()).GetProperty("code").GetString()!;
    }

    private Task ReprocessAsync(Guid id) =>
        server.DataAsync(
            """mutation ($id: UUID!) { reprocessDataset(input: { datasetId: $id, reason: "a test" }) { dataset { id } } }""",
            new { id },
            server.AdminKey
        );

    private async Task<string> JobAsync(Guid id) =>
        string.Join(
            ' ',
            (
                await server.SqlAsync(
                    """
                    SELECT d.status, j.status, j.attempts, j.last_error FROM datasets d JOIN jobs j ON j.dataset_id = d.id
                    WHERE d.id = $1 ORDER BY j.created_at DESC LIMIT 1
                    """,
                    id
                )
            )[0]
        );

    private Task<List<object[]>> RowsAsync(Guid id) =>
        server.SqlAsync("SELECT name, count FROM names WHERE dataset_id = $1 AND deleted_at IS NULL ORDER BY name", id);

    /// <summary>Waits until the local folder is empty. The server deletes a local copy shortly after its job has ended.</summary>
    private Task AssertNothingLocalAsync() =>
        Eventually.SeeAsync(
            () => Task.FromResult(Directory.GetFiles(server.StorageFolder, "*", SearchOption.AllDirectories).Length),
            count => count == 0,
            "the folder to be empty"
        );

    private static DatasetFile Stored(ReceivedFile file, string path) =>
        new(
            file.DatasetId,
            default,
            "large.csv",
            path,
            file.Sha256,
            new("", null, null, null, null),
            Year: null,
            Gender: null,
            TakesOver: false,
            Areas: []
        );

    private Task ReadyAsync(HttpStatusCode status, string check) =>
        Eventually.SeeAsync(
            async () =>
            {
                using var response = await server.Client.GetAsync("/health/ready");
                return (response.StatusCode, Body: await response.Content.ReadAsStringAsync());
            },
            seen => seen.StatusCode == status && seen.Body.Contains(check, StringComparison.Ordinal),
            $"{status} with {check}"
        );
}
