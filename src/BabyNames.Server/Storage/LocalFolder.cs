using System.Security.Cryptography;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files in a local folder that only the user of this process can access. Files that are being received and
/// temporary copies from another store are in the same folder. Their names end in <c>.part</c>.</summary>
internal sealed class LocalFolder(StorageOptions options) : IFileStore
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;
    private const string Folder = "uploads";

    // Error numbers of the operating system: ENOSPC of Linux and macOS, EDQUOT of Linux, EDQUOT of macOS.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int OverQuotaOnMac = 69;

    private readonly string _root = Path.GetFullPath(options.Path);

    /// <summary>Removes the access of other users from an existing folder.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to another user, or its file system does not support
    /// permissions.</exception>
    public void Close()
    {
        var folder = Path.Combine(_root, Folder);
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder) && File.GetUnixFileMode(folder) != PrivateFolder)
            File.SetUnixFileMode(folder, PrivateFolder);
    }

    /// <summary>Creates the file for the first admin key, which only the user of this process can read. It replaces a file of an earlier
    /// database.</summary>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    public FileStream CreateKeyFile()
    {
        var path = Resolve("first-admin-key");
        if (File.Exists(path))
            File.Delete(path);
        return Create(path, FileOptions.WriteThrough);
    }

    /// <summary>Writes an upload to disk and computes its size and hash. If the upload is incomplete, the file is deleted.</summary>
    /// <exception cref="UploadTooLargeException">The file is larger than <see cref="StorageOptions.MaxUploadBytes"/>.</exception>
    /// <exception cref="EmptyUploadException">The file is empty.</exception>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    public async Task<ReceivedFile> ReceiveAsync(string filename, Stream content, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var path = TemporaryPath(id);
        await using var file = Create(path, FileOptions.None);
        try
        {
            var (size, hash) = await CopyAsync(content, file, options.MaxUploadBytes, Timeout.InfiniteTimeSpan, cancellationToken);
            if (size == 0)
                throw new EmptyUploadException();
            // The file must be on disk before the database refers to it.
            ThrowIfFull(() => file.Flush(flushToDisk: true));
            return new(id, filename, path, size, hash);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Makes a temporary copy of a file of another store. The copy is deleted when it is closed.</summary>
    /// <param name="readTimeout">Timeout of each read.</param>
    /// <returns>The copy, and its SHA-256 hash in hexadecimal.</returns>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled, or a read of <paramref name="content"/> timed
    /// out.</exception>
    public async Task<(Stream Copy, string Sha256)> CopyTemporarilyAsync(
        Stream content,
        TimeSpan readTimeout,
        CancellationToken cancellationToken
    )
    {
        var file = Create(TemporaryPath(Guid.CreateVersion7()), FileOptions.DeleteOnClose);
        try
        {
            var (_, hash) = await CopyAsync(content, file, uploadLimit: null, readTimeout, cancellationToken);
            file.Position = 0;
            return (new BufferedStream(file, 64 * 1024), hash);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public Task<string> StoreAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        var path = $"{Folder}/{file.DatasetId}";
        File.Move(file.LocalPath, Resolve(path));
        return Task.FromResult(path);
    }

    public Task<Stream> OpenAsync(StoredFile file, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream>(
                new FileStream(Resolve(file.FilePath), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024)
            );
        }
        // A missing folder is an error of the system, for example a disk that is not mounted, so that exception is not caught.
        catch (FileNotFoundException)
        {
            throw LostFile.Error(file, "is missing");
        }
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(Resolve(path));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Includes temporary and incomplete files.</remarks>
    public IAsyncEnumerable<string> ListBeforeAsync(DateTime time, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, Folder));
        return folder.Exists
            ? folder
                .EnumerateFiles()
                .Where(file => file.LastWriteTimeUtc < time)
                .Select(file => $"{Folder}/{file.Name}")
                .ToAsyncEnumerable()
            : AsyncEnumerable.Empty<string>();
    }

    /// <summary>Checks that the folder is writable by writing and deleting a small file.</summary>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    /// <exception cref="IOException">The folder is not writable.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write.</exception>
    public void CheckWritable()
    {
        var path = TemporaryPath(Guid.CreateVersion7());
        using var file = Create(path, FileOptions.DeleteOnClose);
        // The file must not remain if the process is killed now. Windows does not delete open files.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        ThrowIfFull(() => file.Write(new byte[4 * 1024]));
    }

    /// <summary>Returns the bytes that the user of this process can still write to the disk of the folder.</summary>
    /// <exception cref="IOException">The folder is not available.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission.</exception>
    public long FreeBytes()
    {
        CreateFolder(_root);
        return new DriveInfo(_root).AvailableFreeSpace;
    }

    /// <param name="uploadLimit">Maximum size of an upload in bytes; null for a file of another store.</param>
    /// <exception cref="UploadTooLargeException">The upload is larger.</exception>
    private static async Task<(long Size, string Sha256)> CopyAsync(
        Stream content,
        FileStream file,
        long? uploadLimit,
        TimeSpan readTimeout,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = new byte[128 * 1024];
        while (true)
        {
            timeout.CancelAfter(readTimeout);
            var read = await ReadAsync(content, buffer, isUpload: uploadLimit is not null, timeout.Token);
            if (read == 0)
                return (file.Position, Convert.ToHexStringLower(hash.GetHashAndReset()));
            hash.AppendData(buffer.AsSpan(0, read));
            ThrowIfFull(() => file.Write(buffer, 0, read));
            if (uploadLimit is { } limit && file.Position > limit)
                throw new UploadTooLargeException(limit);
        }
    }

    /// <exception cref="InvalidInputException">The upload ended before its end was sent.</exception>
    private static async Task<int> ReadAsync(Stream content, byte[] buffer, bool isUpload, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException) when (isUpload)
        {
            throw new InvalidInputException("The request ended before the end of the file. Nothing was stored. Send the file again.");
        }
    }

    /// <summary>Creates a file without a buffer, because closing a buffered file would write again after an error of a full disk.</summary>
    private FileStream Create(string path, FileOptions options)
    {
        FileStream? file = null;
        ThrowIfFull(() =>
        {
            // The folders are created separately, because CreateDirectory sets the mode of only the last folder of a path.
            CreateFolder(_root);
            CreateFolder(Path.Combine(_root, Folder));
            var streamOptions = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                Options = options,
            };
            if (!OperatingSystem.IsWindows())
                streamOptions.UnixCreateMode = PrivateFile;
            file = new(path, streamOptions);
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

    /// <summary>Converts the exceptions of a full disk to <see cref="StorageFullException"/>.</summary>
    private static void ThrowIfFull(Action write)
    {
        try
        {
            write();
        }
        // .NET throws ArgumentOutOfRangeException for EFBIG, the error if a file exceeds the limit of the file system or process.
        catch (Exception exception)
            when (exception is ArgumentOutOfRangeException or IOException { HResult: NoSpace or OverQuota or OverQuotaOnMac })
        {
            throw new StorageFullException();
        }
    }

    private string TemporaryPath(Guid id) => Resolve($"{Folder}/{id}.part");

    /// <summary>Returns the full path of a file.</summary>
    /// <exception cref="InvalidOperationException">The path of the database leads out of the folder.</exception>
    private string Resolve(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        return full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidOperationException($"{path} is outside of the storage folder.");
    }
}
