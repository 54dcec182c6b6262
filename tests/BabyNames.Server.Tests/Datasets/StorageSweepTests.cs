using BabyNames.Server.Datasets;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Datasets;

public sealed class StorageSweepTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_sweep_removes_only_files_without_a_dataset()
    {
        var kept = await server.IngestAsync("yob2001.txt", "Anna,F,10\n"u8.ToArray());
        var folder = Path.Combine(server.StorageFolder, "uploads");
        var orphan = Path.Combine(folder, Guid.NewGuid().ToString());
        var partial = Path.Combine(folder, $"{Guid.NewGuid()}.part");
        await File.WriteAllTextAsync(orphan, "left behind");
        await File.WriteAllTextAsync(partial, "left behind");
        var uploads = server.Services.GetRequiredService<DatasetUploads>();

        Assert.Equal(0, await uploads.SweepAsync(DateTimeOffset.UtcNow.AddHours(-1), default));
        Assert.Equal(2, await uploads.SweepAsync(DateTimeOffset.UtcNow.AddHours(1), default));

        Assert.Equal([Path.Combine(folder, kept.ToString())], Directory.GetFiles(folder));
    }
}
