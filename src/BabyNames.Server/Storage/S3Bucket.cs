using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Storage;

/// <summary>Stores uploaded files in a bucket of any S3-compatible service. Paths are <c>s3://bucket/key</c>, so that files are
/// found after the setting is changed.</summary>
/// <param name="folder">For incomplete files and copies.</param>
internal sealed class S3Bucket(S3Options options, LocalFolder folder, ILogger<S3Bucket> logger) : IFileStore, IDisposable
{
    private const string Scheme = "s3://";
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(30);

    private readonly string _prefix = $"{options.Prefix}uploads/";
    private readonly S3Client _client = S3Client.Of(options);

    public static bool Holds(string path) => path.StartsWith(Scheme, StringComparison.Ordinal);

    public async Task<string> KeepAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        var key = $"{_prefix}{file.DatasetId}";
        // Larger files are sent in parts, two at a time, read from the file while they are sent.
        using var transfer = new TransferUtility(
            _client,
            new() { ConcurrentServiceRequests = 2, MinSizeBeforePartUpload = S3Client.LargestBody }
        );
        await AskAsync(
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

    public async Task<Stream> OpenAsync(DatasetFile dataset, CancellationToken cancellationToken)
    {
        var (bucket, key) = Parse(dataset.FilePath);
        var (copy, hash) = await AskAsync(
            async () =>
            {
                try
                {
                    using var found = await _client.GetObjectAsync(bucket, key, cancellationToken);
                    return await folder.BorrowAsync(found.ResponseStream, Standstill, cancellationToken);
                }
                catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
                {
                    throw Lost(dataset, "is missing");
                }
            },
            cancellationToken
        );
        if (hash == dataset.Sha256)
            return copy;
        await copy.DisposeAsync();
        throw Lost(dataset, "is not the one that was uploaded");
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var (bucket, key) = Parse(path);
        return AskAsync(() => _client.DeleteObjectAsync(bucket, key, cancellationToken), cancellationToken);
    }

    /// <summary>Only names of the form that this class generates, because the bucket may hold other files.</summary>
    public async IAsyncEnumerable<string> BeforeAsync(DateTime moment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = _prefix };
        do
        {
            var page = await AskAsync(() => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            foreach (var one in page.S3Objects ?? [])
            {
                if (one.LastModified < moment && Guid.TryParse(one.Key.AsSpan(_prefix.Length), out _))
                    yield return $"{Scheme}{options.Bucket}/{one.Key}";
            }
            request.ContinuationToken = page.NextContinuationToken;
        } while (request.ContinuationToken is not null);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Converts errors of the service and of the network to <see cref="StorageUnavailableException"/>.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
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
            logger.BucketFailed(options.Bucket, exception.GetType().Name, exception.Message);
            throw new StorageUnavailableException(
                exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : "no answer"
            );
        }
    }

    private static (string Bucket, string Key) Parse(string path) =>
        path[Scheme.Length..].Split('/', 2) is [var bucket, var key]
            ? (bucket, key)
            : throw new InvalidOperationException($"{path} names no object.");

    private static SourceFormatException Lost(DatasetFile dataset, string how) =>
        new(ErrorCodes.StoredFileLost, dataset.Filename, $"the stored file {how}; put it back from a backup and reprocess");
}
