using System.Security.Cryptography;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files in a local folder that only the user of this process can access. Incomplete files, and copies from
/// another store, are there too, under names that end in <c>.part</c>.</summary>
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

    /// <summary>Removes the access of other users to the folder.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to another user, or its file system has no modes.</exception>
    public void Close()
    {
        var folder = Path.Combine(_root, Folder);
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder) && File.GetUnixFileMode(folder) != PrivateFolder)
            File.SetUnixFileMode(folder, PrivateFolder);
    }

    /// <summary>Streams a file to disk while counting and hashing its bytes. An incomplete file is removed.</summary>
    /// <exception cref="UploadTooLargeException">The file is larger than <see cref="StorageOptions.MaxUploadBytes"/>.</exception>
    /// <exception cref="EmptyUploadException">The file is empty.</exception>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    public async Task<ReceivedFile> ReceiveAsync(string filename, Stream content, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var path = PartOf(id);
        await using var file = Create(path, FileOptions.None);
        try
        {
            var (size, hash) = await CopyAsync(content, file, options.MaxUploadBytes, Timeout.InfiniteTimeSpan, cancellationToken);
            if (size == 0)
                throw new EmptyUploadException();
            // Flushed to disk before the database refers to it.
            Guard(() => file.Flush(flushToDisk: true));
            return new(id, filename, path, size, hash);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Copies a file of another store. The copy is deleted when it is closed.</summary>
    /// <param name="patience">Timeout of each read.</param>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    /// <exception cref="OperationCanceledException">Also if a read of <paramref name="content"/> times out.</exception>
    public async Task<(Stream Copy, string Sha256)> BorrowAsync(Stream content, TimeSpan patience, CancellationToken cancellationToken)
    {
        var file = Create(PartOf(Guid.CreateVersion7()), FileOptions.DeleteOnClose);
        try
        {
            var (_, hash) = await CopyAsync(content, file, uploadLimit: null, patience, cancellationToken);
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
            return Task.FromResult<Stream>(
                new FileStream(Resolve(dataset.FilePath), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024)
            );
        }
        // If the folder itself is missing, the machine is at fault, for example a disk that is not mounted.
        catch (FileNotFoundException)
        {
            throw new SourceFormatException(
                ErrorCodes.StoredFileLost,
                dataset.Filename,
                "the stored file is missing; put it back from a backup and reprocess"
            );
        }
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(Resolve(path));
        return Task.CompletedTask;
    }

    /// <summary>Includes incomplete files.</summary>
    public IAsyncEnumerable<string> BeforeAsync(DateTime moment, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, Folder));
        return folder.Exists
            ? folder
                .EnumerateFiles()
                .Where(file => file.LastWriteTimeUtc < moment)
                .Select(file => $"{Folder}/{file.Name}")
                .ToAsyncEnumerable()
            : AsyncEnumerable.Empty<string>();
    }

    /// <summary>Writes a small file and deletes it.</summary>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">This process has no permission.</exception>
    public void CheckWritable()
    {
        using var file = Create(PartOf(Guid.CreateVersion7()), FileOptions.DeleteOnClose);
        Guard(() => file.Write(new byte[4 * 1024]));
    }

    /// <param name="uploadLimit">Maximum size of an upload in bytes; null for a file of another store.</param>
    /// <exception cref="UploadTooLargeException">The upload is larger.</exception>
    private static async Task<(long Size, string Sha256)> CopyAsync(
        Stream content,
        FileStream file,
        long? uploadLimit,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var standstill = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = new byte[128 * 1024];
        while (true)
        {
            standstill.CancelAfter(patience);
            var read = await ReadAsync(content, buffer, isUpload: uploadLimit is not null, standstill.Token);
            if (read == 0)
                return (file.Position, Convert.ToHexStringLower(hash.GetHashAndReset()));
            hash.AppendData(buffer.AsSpan(0, read));
            Guard(() => file.Write(buffer, 0, read));
            if (uploadLimit is { } limit && file.Position > limit)
                throw new UploadTooLargeException(limit);
        }
    }

    /// <exception cref="InvalidInputException">The upload ended early.</exception>
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

    /// <summary>Unbuffered, so that closing does not write again what a full disk rejected.</summary>
    private FileStream Create(string path, FileOptions options)
    {
        FileStream? file = null;
        Guard(() =>
        {
            // Created one by one, because only the last folder of a path gets the mode.
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

    /// <summary>Whether the exception means a full disk.</summary>
    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        // .NET reports EFBIG, the maximum file size of a file system or process, as ArgumentOutOfRangeException.
        catch (Exception exception)
            when (exception is ArgumentOutOfRangeException or IOException { HResult: NoSpace or OverQuota or OverQuotaOfMac })
        {
            throw new StorageFullException();
        }
    }

    private string PartOf(Guid id) => Resolve($"{Folder}/{id}.part");

    /// <summary>Checks that a path of the database does not lead out of the folder.</summary>
    private string Resolve(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        return full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidOperationException($"{path} is outside of the storage folder.");
    }
}
