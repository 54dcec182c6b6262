using System.Security.Cryptography;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Storage;

/// <summary>Uploaded files in a folder of this machine that only this process's user can enter. What is on its way in, or from
/// another store, lies there too, under names that end in <c>.part</c>.</summary>
internal sealed class LocalFolder(StorageOptions options) : IFileStore
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;
    private const string Folder = "uploads";

    // ENOSPC of Linux and macOS, then EDQUOT of each.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int OverQuotaOfMac = 69;

    private readonly string _root = Path.GetFullPath(options.Path);

    /// <summary>Closes a folder that an earlier version left open to others.</summary>
    /// <exception cref="UnauthorizedAccessException">It is another user's, or its file system has no modes.</exception>
    public void Close()
    {
        var folder = Path.Combine(_root, Folder);
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder) && File.GetUnixFileMode(folder) != PrivateFolder)
            File.SetUnixFileMode(folder, PrivateFolder);
    }

    /// <summary>Streams a file in while counting and hashing it. What is not complete leaves nothing behind.</summary>
    /// <exception cref="UploadTooLargeException">More than <see cref="StorageOptions.UploadBytes"/>.</exception>
    /// <exception cref="EmptyUploadException">Not one byte.</exception>
    /// <exception cref="StorageFullException">The folder has no room for it.</exception>
    public async Task<ReceivedFile> ReceiveAsync(string filename, Stream content, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var path = PartOf(id);
        await using var file = Create(path, FileOptions.None);
        try
        {
            var (size, hash) = await CopyAsync(content, file, options.UploadBytes, Timeout.InfiniteTimeSpan, isUpload: true, cancellationToken);
            if (size == 0)
                throw new EmptyUploadException();
            // On disk before the database says so.
            Guard(() => file.Flush(flushToDisk: true));
            return new(id, filename, path, size, hash);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Takes a copy of another store's file. It vanishes when it is closed.</summary>
    /// <param name="patience">How long to wait for each next piece.</param>
    /// <exception cref="StorageFullException">The folder has no room for it.</exception>
    /// <exception cref="OperationCanceledException">Also when <paramref name="content"/> came to a standstill.</exception>
    public async Task<(Stream Copy, string Sha256)> BorrowAsync(Stream content, TimeSpan patience, CancellationToken cancellationToken)
    {
        var file = Create(PartOf(Guid.CreateVersion7()), FileOptions.DeleteOnClose);
        try
        {
            var (_, hash) = await CopyAsync(content, file, long.MaxValue, patience, isUpload: false, cancellationToken);
            file.Position = 0;
            return (new BufferedStream(file, 64 * 1024), hash);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public Task<string> KeepAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        var path = $"{Folder}/{file.DatasetId}";
        File.Move(file.LocalPath, Resolve(path));
        return Task.FromResult(path);
    }

    public Task<Stream> OpenAsync(DatasetFile dataset, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream>(new FileStream(
                Resolve(dataset.FilePath), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024));
        }
        // Without the folder itself it is the machine's fault: a disk that is not mounted.
        catch (FileNotFoundException)
        {
            throw new SourceFormatException(ErrorCodes.StoredFileLost, dataset.Filename, "the stored file is missing; put it back from a backup and reprocess");
        }
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(Resolve(path));
        return Task.CompletedTask;
    }

    /// <summary>Partial ones among them.</summary>
    public IAsyncEnumerable<string> BeforeAsync(DateTime moment, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, Folder));
        return folder.Exists
            ? folder.EnumerateFiles().Where(file => file.LastWriteTimeUtc < moment).Select(file => $"{Folder}/{file.Name}").ToAsyncEnumerable()
            : AsyncEnumerable.Empty<string>();
    }

    /// <summary>Writes a little and takes it away again.</summary>
    /// <exception cref="StorageFullException">The folder has no room.</exception>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not.</exception>
    public void CheckWritable()
    {
        using var file = Create(PartOf(Guid.CreateVersion7()), FileOptions.DeleteOnClose);
        Guard(() => file.Write(new byte[4 * 1024]));
    }

    private static async Task<(long Size, string Sha256)> CopyAsync(
        Stream content, FileStream file, long limit, TimeSpan patience, bool isUpload, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var standstill = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = new byte[128 * 1024];
        while (true)
        {
            standstill.CancelAfter(patience);
            var read = await ReadAsync(content, buffer, isUpload, standstill.Token);
            if (read == 0)
                return (file.Position, Convert.ToHexStringLower(hash.GetHashAndReset()));
            hash.AppendData(buffer.AsSpan(0, read));
            Guard(() => file.Write(buffer, 0, read));
            if (file.Position > limit)
                throw new UploadTooLargeException(limit);
        }
    }

    /// <exception cref="InvalidInputException">An upload ends before it should.</exception>
    private static async Task<int> ReadAsync(Stream content, byte[] buffer, bool isUpload, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException) when (isUpload)
        {
            throw new InvalidInputException("The file ends before the request says it does; nothing was kept. Send it again.");
        }
    }

    /// <summary>Unbuffered: what a full disk did not take must not be tried again on closing.</summary>
    private FileStream Create(string path, FileOptions options)
    {
        FileStream? file = null;
        Guard(() =>
        {
            // Apart: only the last folder of a path gets the mode.
            CreateFolder(_root);
            CreateFolder(Path.Combine(_root, Folder));
            var how = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                Options = options,
            };
            if (!OperatingSystem.IsWindows())
                how.UnixCreateMode = PrivateFile;
            file = new(path, how);
        });
        return file!;
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, PrivateFolder);
    }

    /// <summary>Tells a full disk from every other fault.</summary>
    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        // ArgumentOutOfRangeException is how .NET tells EFBIG: a file system's, or a process's, limit of one file.
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IOException { HResult: NoSpace or OverQuota or OverQuotaOfMac })
        {
            throw new StorageFullException();
        }
    }

    private string PartOf(Guid id) => Resolve($"{Folder}/{id}.part");

    /// <summary>The path comes from the database, but a wrong one must not lead out of the folder.</summary>
    private string Resolve(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        return full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidOperationException($"{path} is outside of the storage folder.");
    }
}
