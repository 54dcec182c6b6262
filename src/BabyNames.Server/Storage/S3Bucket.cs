using System.Diagnostics;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Telemetry;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files in a bucket of an S3-compatible service. A path has the form <c>s3://bucket/key</c>, so that older
/// files are found after the setting is changed.</summary>
/// <param name="folder">Folder for temporary copies.</param>
internal sealed class S3Bucket(S3Options options, LocalFolder folder, Conditions conditions) : IFileStore, IDisposable
{
    private const string Scheme = "s3://";
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(4);

    private readonly string _prefix = $"{options.Prefix}uploads/";
    private readonly S3Client _client = S3Client.Of(options);

    /// <summary>Timestamp of the last successful check; null if it failed.</summary>
    private long? _listedAt;

    /// <summary>Whether a path is that of a file in S3.</summary>
    public static bool IsS3Path(string path) => path.StartsWith(Scheme, StringComparison.Ordinal);

    public async Task<string> StoreAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        var key = $"{_prefix}{file.DatasetId}";
        // Larger files are sent in parts, two concurrently. Parts are read from the file while they are sent.
        using var transfer = new TransferUtility(
            _client,
            new() { ConcurrentServiceRequests = 2, MinSizeBeforePartUpload = S3Client.PartSize }
        );
        await CallAsync(
            async () =>
            {
                await transfer.UploadAsync(
                    new()
                    {
                        BucketName = options.Bucket,
                        Key = key,
                        FilePath = file.LocalPath,
                    },
                    cancellationToken
                );
                return true;
            },
            cancellationToken
        );
        return $"{Scheme}{options.Bucket}/{key}";
    }

    public async Task<Stream> OpenAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var (bucket, key) = Parse(file.FilePath);
        var (copy, hash) = await CallAsync(
            async () =>
            {
                try
                {
                    using var response = await _client.GetObjectAsync(bucket, key, cancellationToken);
                    return await folder.CopyTemporarilyAsync(response.ResponseStream, ReadTimeout, cancellationToken);
                }
                catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
                {
                    throw LostFile.Error(file, "is missing");
                }
            },
            cancellationToken
        );
        if (hash == file.Sha256)
            return copy;
        await copy.DisposeAsync();
        throw LostFile.Error(file, "differs from the uploaded one");
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var (bucket, key) = Parse(path);
        return CallAsync(() => _client.DeleteObjectAsync(bucket, key, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Lists only names that this class generates, because the bucket may have other files.</remarks>
    public async IAsyncEnumerable<string> ListBeforeAsync(DateTime time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = _prefix };
        do
        {
            var page = await CallAsync(() => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                if (item.LastModified < time && Guid.TryParse(item.Key.AsSpan(_prefix.Length), out _))
                    yield return $"{Scheme}{options.Bucket}/{item.Key}";
            }
            request.ContinuationToken = page.NextContinuationToken;
        } while (request.ContinuationToken is not null);
    }

    /// <summary>Checks that the bucket can be listed. While it can, it is listed at most twice a minute, because each request
    /// costs.</summary>
    /// <exception cref="StorageUnavailableException">The bucket cannot be listed.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_listedAt is { } listedAt && Stopwatch.GetElapsedTime(listedAt) < CheckInterval)
            return;
        _listedAt = null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CheckTimeout);
        var request = new ListObjectsV2Request
        {
            BucketName = options.Bucket,
            Prefix = _prefix,
            MaxKeys = 1,
        };
        await CallAsync(() => _client.ListObjectsV2Async(request, timeout.Token), cancellationToken);
        _listedAt = Stopwatch.GetTimestamp();
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Calls the service. Converts exceptions of the service and of the network to
    /// <see cref="StorageUnavailableException"/>.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception exception)
            when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            _listedAt = null;
            conditions.Fail(
                StorageProblems.Check,
                $"{StorageProblems.Bucket}. Bucket: {options.Bucket}. Cause: {exception.GetType().Name}: {exception.Message}"
            );
            throw new StorageUnavailableException(
                exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : "no response"
            );
        }
    }

    private static (string Bucket, string Key) Parse(string path) =>
        path[Scheme.Length..].Split('/', 2) is [var bucket, var key]
            ? (bucket, key)
            : throw new InvalidOperationException($"{path} is not a path of an object in S3.");
}
