using System.Security.Cryptography;

namespace BabyNames.Server.Datasets;

/// <summary>A file that storage has taken.</summary>
/// <param name="Sha256">Hexadecimal, of the stored bytes.</param>
internal sealed record StoredFile(Guid DatasetId, string Filename, string FilePath, long Size, string Sha256);

/// <summary>Uploaded files on disk, byte for byte, under names of our own.</summary>
internal sealed class DatasetStorage(StorageOptions options)
{
    private const string Folder = "uploads";

    private readonly string _root = Path.GetFullPath(options.Path);

    /// <summary>Streams a file in while counting and hashing it. What is not complete leaves nothing behind.</summary>
    /// <exception cref="UploadTooLargeException">More than <see cref="StorageOptions.UploadBytes"/>.</exception>
    /// <exception cref="EmptyUploadException">Not one byte.</exception>
    public async Task<StoredFile> SaveAsync(string filename, Stream content, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var path = $"{Folder}/{id}";
        var target = Resolve(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = $"{target}.part";
        try
        {
            var (size, hash) = await CopyAsync(content, partial, cancellationToken);
            File.Move(partial, target);
            return new(id, filename, path, size, hash);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    public FileStream Open(string path) => new(Resolve(path), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024);

    public void Delete(string path) => File.Delete(Resolve(path));

    /// <summary>Paths of files, whole or partial, that were stored before a moment.</summary>
    public IReadOnlyList<string> Before(DateTime moment)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, Folder));
        return folder.Exists
            ? [.. folder.EnumerateFiles().Where(file => file.LastWriteTimeUtc < moment).Select(file => $"{Folder}/{file.Name}")]
            : [];
    }

    private async Task<(long Size, string Sha256)> CopyAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (file.Position > options.UploadBytes)
                throw new UploadTooLargeException(options.UploadBytes);
        }
        if (file.Position == 0)
            throw new EmptyUploadException();
        // On disk before the database says so.
        file.Flush(flushToDisk: true);
        return (file.Position, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The path comes from the database, but a wrong one must not lead out of the folder.</summary>
    private string Resolve(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        return full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidOperationException($"{path} is outside of the storage folder.");
    }
}
