using System.Security.Cryptography;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Telemetry;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files in the folder or bucket of the settings. Reads each file from the store in which it was
/// stored.</summary>
internal sealed class DatasetStorage(StorageOptions options, Conditions conditions) : IDisposable
{
    private readonly LocalFolder _folder = new(options);
    private readonly S3Bucket? _bucket = options.S3.IsUsed() ? new(options.S3, new(options), conditions) : null;

    /// <inheritdoc cref="LocalFolder.Close"/>
    public void Close() => _folder.Close();

    /// <inheritdoc cref="LocalFolder.CreateKeyFile"/>
    public FileStream CreateKeyFile() => _folder.CreateKeyFile();

    /// <inheritdoc cref="LocalFolder.ReceiveAsync"/>
    /// <exception cref="StorageFullException">The disk is full, or the folder is not writable.</exception>
    public Task<ReceivedFile> ReceiveAsync(string filename, Stream content, CancellationToken cancellationToken) =>
        WriteAsync(() => _folder.ReceiveAsync(filename, content, cancellationToken));

    /// <inheritdoc cref="IFileStore.StoreAsync"/>
    /// <exception cref="StorageFullException">The folder is not writable.</exception>
    public Task<string> StoreAsync(ReceivedFile file, CancellationToken cancellationToken) =>
        WriteAsync(() => ((IFileStore?)_bucket ?? _folder).StoreAsync(file, cancellationToken));

    /// <inheritdoc cref="IFileStore.OpenAsync"/>
    public Task<Stream> OpenAsync(StoredFile file, CancellationToken cancellationToken) =>
        StoreOf(file.FilePath).OpenAsync(file, cancellationToken);

    /// <summary>Reads a whole file and compares its hash with that of the uploaded file.</summary>
    /// <inheritdoc cref="IFileStore.OpenAsync"/>
    public async Task VerifyAsync(StoredFile file, CancellationToken cancellationToken)
    {
        await using var content = await OpenAsync(file, cancellationToken);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) != file.Sha256)
            throw LostFile.Error(file, "differs from the uploaded one");
    }

    /// <inheritdoc cref="IFileStore.DeleteAsync"/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) => StoreOf(path).DeleteAsync(path, cancellationToken);

    /// <inheritdoc cref="IFileStore.ListBeforeAsync"/>
    public IAsyncEnumerable<string> ListBeforeAsync(DateTime time, CancellationToken cancellationToken)
    {
        var local = _folder.ListBeforeAsync(time, cancellationToken);
        return _bucket is null ? local : local.Concat(_bucket.ListBeforeAsync(time, cancellationToken));
    }

    /// <summary>Checks that files can be stored.</summary>
    /// <returns>What is wrong and what the operator can do; null if files can be stored.</returns>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            _folder.CheckWritable();
            if (_bucket is not null)
                await _bucket.CheckAsync(cancellationToken);
            return null;
        }
        catch (StorageFullException)
        {
            return StorageProblems.Full;
        }
        catch (StorageUnavailableException)
        {
            return StorageProblems.Bucket;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return StorageProblems.NotWritable;
        }
    }

    /// <inheritdoc cref="LocalFolder.FreeBytes"/>
    public long FreeBytes() => _folder.FreeBytes();

    /// <summary>Closes the connections to S3.</summary>
    public void Dispose() => _bucket?.Dispose();

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (StorageFullException)
        {
            conditions.Fail(StorageProblems.Check, StorageProblems.Full);
            throw;
        }
        catch (Exception exception) when (exception is IOException and not BadHttpRequestException or UnauthorizedAccessException)
        {
            conditions.Fail(StorageProblems.Check, $"{StorageProblems.NotWritable}. Cause: {exception.Message}");
            throw new StorageFullException("is not writable", "Permit the server to write to it");
        }
    }

    private IFileStore StoreOf(string path) =>
        S3Bucket.IsS3Path(path)
            ? _bucket ?? throw new StorageUnavailableException("the file is in S3, and Storage:S3 is not set")
            : _folder;
}
