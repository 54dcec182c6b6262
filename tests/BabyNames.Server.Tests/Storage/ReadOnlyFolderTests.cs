using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Storage;

/// <summary>Tests a storage path to which no user can write. A privileged user such as root ignores file permissions, so the test does not
/// use them.</summary>
public sealed class ReadOnlyFolderTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("a file in place of the folder")]
    [InlineData("a file in place of the folder of uploads")]
    [InlineData("a link that leads nowhere")]
    public async Task An_upload_to_a_read_only_folder_is_refused_and_succeeds_when_the_folder_is_writable(string replacement)
    {
        var uploads = Path.Combine(server.StorageFolder, "uploads");
        Directory.CreateDirectory(uploads);
        var isRoot = replacement == "a file in place of the folder";
        var (path, aside) = (isRoot ? server.StorageFolder : uploads, server.StorageFolder + ".aside");
        Directory.Move(path, aside);
        if (replacement.StartsWith("a link", StringComparison.Ordinal))
            File.CreateSymbolicLink(path, "/nowhere/at/all");
        else
            await File.WriteAllTextAsync(path, "");
        try
        {
            var answer = await server.UploadAsync("yob1950.txt", Samples.Year(1950));
            var error = Assert.Single(answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("errors").EnumerateArray());
            Assert.Equal("BN303", error.GetProperty("code").GetString());
            Assert.Contains("is not writable", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain(server.StorageFolder, answer.ToString(), StringComparison.Ordinal);
            Assert.Empty(await server.SqlAsync("SELECT 1 FROM datasets WHERE filename = 'yob1950.txt'"));
        }
        finally
        {
            File.Delete(path);
            Directory.Move(aside, path);
        }
        var id = await server.IngestAsync($"yob{1880 + replacement.Length}.txt", Samples.Year(1880 + replacement.Length));
        Assert.Equal("completed", (await server.SqlAsync("SELECT status FROM datasets WHERE id = $1", id))[0][0]);
    }
}
