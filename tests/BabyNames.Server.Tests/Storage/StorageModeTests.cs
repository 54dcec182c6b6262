using System.Runtime.Versioning;
using BabyNames.Server.Storage;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Storage;

/// <summary>Tests that only the user of the server can read uploaded files, even if an earlier version created the folder with wider
/// permissions.</summary>
[UnsupportedOSPlatform("windows")]
public class StorageModeTests(StorageModeTests.OpenFolderFixture server) : IClassFixture<StorageModeTests.OpenFolderFixture>
{
    private const UnixFileMode Mode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Mode700 = Mode600 | UnixFileMode.UserExecute;

    [Fact]
    public async Task Stored_and_partial_files_have_mode_600_and_their_folder_700()
    {
        Assert.Equal(Mode700, File.GetUnixFileMode(server.Uploads));

        await server.IngestAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray());
        Assert.Equal([Mode600], Directory.GetFiles(server.Uploads).Select(File.GetUnixFileMode));

        using var content = new EndlessContent();
        using var stop = new CancellationTokenSource();
        using var request = Uploading.Request("yob2002.txt", content, "US", parser: null, server.AdminKey);
        var upload = server.Client.SendAsync(request, stop.Token);
        var part = await Eventually.SeeAsync(
            () => Task.FromResult(Directory.GetFiles(server.Uploads, "*.part").FirstOrDefault()),
            file => file is not null,
            "a partial file"
        );
        Assert.Equal(Mode600, File.GetUnixFileMode(part!));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => upload);
    }

    [Fact]
    public async Task A_new_folder_has_mode_700()
    {
        var folder = Path.Combine(server.StorageFolder, "new");
        var storage = new LocalFolder(new() { Path = folder });
        var (copy, _) = await storage.CopyTemporarilyAsync(new MemoryStream([1]), Timeout.InfiniteTimeSpan, default);
        await copy.DisposeAsync();
        Assert.Equal(Mode700, File.GetUnixFileMode(folder));
        Assert.Equal(Mode700, File.GetUnixFileMode(Path.Combine(folder, "uploads")));
    }

    /// <summary>A server whose folder of uploads exists with mode 755 before the start.</summary>
    public sealed class OpenFolderFixture : ServerFixture
    {
        public OpenFolderFixture() => File.SetUnixFileMode(Directory.CreateDirectory(Uploads).FullName, (UnixFileMode)0b111_101_101);

        public string Uploads => Path.Combine(StorageFolder, "uploads");
    }

    /// <summary>Request content that sends 64 KiB and then waits until the request is canceled.</summary>
    private sealed class EndlessContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(
            Stream stream,
            System.Net.TransportContext? context,
            CancellationToken cancellationToken
        )
        {
            await stream.WriteAsync(new byte[64 * 1024], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
