using System.Diagnostics;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests decompression bombs, which exhaust the memory or the processor of a program that decompresses them. The server
/// runs in a separate process.</summary>
public sealed class DecompressionBombTests : IAsyncLifetime
{
    private const long Megabyte = 1L << 20;
    private static readonly string Bad = Path.Combine(Repository.Folder, "tests", "BabyNames.Sources.Tests", "Data", "bad");

    private readonly string _folder = TestFolder.Create();
    private string _connectionString = "";

    public async Task InitializeAsync()
    {
        _connectionString = await TestDatabase.CreateAsync();
        await using var databases = new Databases(new(_connectionString));
        await TestKeys.AddToAsync(databases);
    }

    public async Task DisposeAsync()
    {
        await TestDatabase.DropAsync(_connectionString);
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task A_decompression_bomb_is_refused_in_bounded_memory_and_time()
    {
        await using var server = await Executable.ServeAsync(
            _folder,
            "--ConnectionStrings:BabyNames",
            _connectionString,
            "--Storage:Path",
            Path.Combine(_folder, "storage")
        );
        // The first files let the server allocate and compile everything that it needs only once.
        await EndAsync(server, "US", "us_ssa", "zip-one-bad-year.zip");
        await EndAsync(server, "GB", "gb_ons", "gb-marker-as-count.xlsx");
        var before = PeakMemory(server);
        var begun = ProcessorTime(server);
        Assert.StartsWith("BN130: ", await EndAsync(server, "US", "us_ssa", "zip-bomb-300mb-zeros.zip"), StringComparison.Ordinal);
        Assert.StartsWith("BN125: ", await EndAsync(server, "US", "us_ssa", "zip-bomb-false-size.zip"), StringComparison.Ordinal);
        Assert.StartsWith("BN125: ", await EndAsync(server, "GB", "gb_ons", "gb-xml-entity-bomb.xlsx"), StringComparison.Ordinal);
        Assert.InRange(ProcessorTime(server) - begun, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.InRange(PeakMemory(server) - before, 0, 64 * Megabyte);
    }

    /// <returns>The error message of the dataset.</returns>
    private static async Task<string> EndAsync(Executable server, string country, string parser, string file)
    {
        var answer = await server.Client.UploadAsync(
            file,
            await File.ReadAllBytesAsync(Path.Combine(Bad, file)),
            TestKeys.Admin,
            country,
            parser
        );
        var id = answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("dataset").GetProperty("id").GetGuid();
        var ended = await Eventually.SeeAsync(
            async () =>
                (
                    await server.Client.DataAsync(
                        "query ($id: UUID!) { datasets(where: { id: { eq: $id } }) { nodes { status errorMessage } } }",
                        new { id }
                    )
                )
                    .GetProperty("datasets")
                    .GetProperty("nodes")[0],
            dataset => dataset.GetProperty("status").GetString() == "FAILED",
            $"{file} to be refused"
        );
        return ended.GetProperty("errorMessage").GetString()!;
    }

    /// <summary>Returns the processor time of the server. It does not include other processes of a busy machine.</summary>
    private static TimeSpan ProcessorTime(Executable server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.TotalProcessorTime;
    }

    private static long PeakMemory(Executable server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.PeakWorkingSet64;
    }
}
