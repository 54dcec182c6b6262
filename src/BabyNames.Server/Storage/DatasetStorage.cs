using BabyNames.Data.Ingestion;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files where the settings say, and reads older ones from where they were stored.</summary>
internal sealed class DatasetStorage(StorageOptions options, ILogger<S3Bucket> logger) : IDisposable
{
    private readonly LocalFolder _folder = new(options);
    private readonly S3Bucket? _bucket = options.S3.IsUsed() ? new(options.S3, new(options), logger) : null;

    /// <inheritdoc cref="LocalFolder.Close"/>
    public void Close() => _folder.Close();

    /// <inheritdoc cref="LocalFolder.ReceiveAsync"/>
    /// <exception cref="StorageFullException">The folder has no room for it, or cannot be written to.</exception>
    public Task<ReceivedFile> ReceiveAsync(string filename, Stream content, CancellationToken cancellationToken) =>
        WritingAsync(() => _folder.ReceiveAsync(filename, content, cancellationToken));

    /// <inheritdoc cref="IFileStore.KeepAsync"/>
    /// <exception cref="StorageFullException">The folder cannot be written to.</exception>
    public Task<string> KeepAsync(ReceivedFile file, CancellationToken cancellationToken) =>
        WritingAsync(() => ((IFileStore?)_bucket ?? _folder).KeepAsync(file, cancellationToken));

    /// <inheritdoc cref="IFileStore.OpenAsync"/>
    public Task<Stream> OpenAsync(DatasetFile dataset, CancellationToken cancellationToken) =>
        Of(dataset.FilePath).OpenAsync(dataset, cancellationToken);

    /// <inheritdoc cref="IFileStore.DeleteAsync"/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) => Of(path).DeleteAsync(path, cancellationToken);

    /// <inheritdoc cref="IFileStore.BeforeAsync"/>
    public IAsyncEnumerable<string> BeforeAsync(DateTime moment, CancellationToken cancellationToken)
    {
        var local = _folder.BeforeAsync(moment, cancellationToken);
        return _bucket is null ? local : local.Concat(_bucket.BeforeAsync(moment, cancellationToken));
    }

    /// <inheritdoc cref="LocalFolder.CheckWritable"/>
    public void CheckWritable() => _folder.CheckWritable();

    public void Dispose() => _bucket?.Dispose();

    private async Task<T> WritingAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception exception) when (exception is IOException and not BadHttpRequestException or UnauthorizedAccessException)
        {
            logger.FolderNotWritable(exception.Message);
            throw new StorageFullException("cannot be written to", "Let the server write there");
        }
    }

    private IFileStore Of(string path) =>
        S3Bucket.Holds(path) ? _bucket ?? throw new StorageUnavailableException("the file lies in S3 and Storage:S3 is not set") : _folder;
}
