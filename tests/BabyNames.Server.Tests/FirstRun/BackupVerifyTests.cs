using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Runs <c>babynames backup verify</c> on a database with two datasets whose files are stored in a folder.</summary>
public sealed class BackupVerifyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_complete_database_passes_and_each_damage_is_named()
    {
        var first = await server.IngestAsync("yob2001.txt", "Anna,F,10\nBen,M,20\n"u8.ToArray());
        var second = await server.IngestAsync("yob2002.txt", "Anna,F,11\n"u8.ToArray());
        var file = Path.Combine(server.StorageFolder, "uploads", $"{first}");
        var content = await File.ReadAllBytesAsync(file);
        var output = await VerifyAsync(expected: 0);
        Assert.Contains("rows: 3, births: 41", output, StringComparison.Ordinal);
        Assert.Contains("files: 2, no difference", output, StringComparison.Ordinal);
        Assert.Contains("Everything is complete.", output, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(file, [.. content[..^1], (byte)' ']);
        output = await VerifyAsync(expected: 1);
        Assert.Contains($"{first}  BN305: yob2001.txt: the stored file differs from the uploaded one", output, StringComparison.Ordinal);

        File.Delete(file);
        output = await VerifyAsync(expected: 1);
        Assert.Contains("files: 2, 1 differ", output, StringComparison.Ordinal);
        Assert.Contains($"{first}  BN305: yob2001.txt: the stored file is missing", output, StringComparison.Ordinal);
        Assert.Contains("Problems: 1.", output, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(file, content);
        await server.SqlAsync("DELETE FROM names WHERE dataset_id = $1", second);
        output = await VerifyAsync(expected: 1);
        Assert.Contains($"{second}  yob2002.txt: the rows of 1 slices are not those that were loaded", output, StringComparison.Ordinal);
    }

    private async Task<string> VerifyAsync(int expected)
    {
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__BabyNames"] = server.ConnectionString,
            ["Storage__Path"] = server.StorageFolder,
            // In this environment the host checks that all services can be created.
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
        };
        await using var command = Executable.Start(server.StorageFolder, environment, "backup", "verify");
        var exitCode = await command.ExitAsync();
        Assert.True(exitCode == expected, command.Output);
        return command.Output;
    }
}
