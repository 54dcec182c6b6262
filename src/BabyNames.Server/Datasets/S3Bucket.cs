using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using BabyNames.Data.Ingestion;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Datasets;

/// <summary>Uploaded files in a bucket of any service that speaks S3. Their paths are <c>s3://bucket/key</c>, so that they are
/// found after the setting was changed.</summary>
/// <param name="folder">For files on their way.</param>
internal sealed class S3Bucket(S3Options options, LocalFolder folder, ILogger<S3Bucket> logger) : IFileStore, IDisposable
{
    private const string Scheme = "s3://";
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(30);

    private readonly string _prefix = $"{options.Prefix}uploads/";
    private readonly AmazonS3Client _client = Connect(options);

    public static bool Holds(string path) => path.StartsWith(Scheme, StringComparison.Ordinal);

    public async Task<string> KeepAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        var key = $"{_prefix}{file.DatasetId}";
        // Two parts of 5 MiB at a time, read from the file as they are sent.
        using var transfer = new TransferUtility(_client, new TransferUtilityConfig { ConcurrentServiceRequests = 2 });
        await AskAsync(async () =>
        {
            await transfer.UploadAsync(new() { BucketName = options.Bucket, Key = key, FilePath = file.LocalPath }, cancellationToken);
            return true;
        }, cancellationToken);
        return $"{Scheme}{options.Bucket}/{key}";
    }

    public async Task<Stream> OpenAsync(DatasetFile dataset, CancellationToken cancellationToken)
    {
        var (bucket, key) = Parse(dataset.FilePath);
        var (copy, hash) = await AskAsync(async () =>
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
        }, cancellationToken);
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

    /// <summary>Only names that look like ours: others may keep things in the same bucket.</summary>
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
        }
        while (request.ContinuationToken is not null);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Every fault of the service or of the way to it becomes one that says so.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (
            exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LogWarning("The bucket {Bucket} failed: {Type}: {Message}", options.Bucket, exception.GetType().Name, exception.Message);
            throw new StorageUnavailableException(exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : "no answer");
        }
    }

    private static (string Bucket, string Key) Parse(string path) => path[Scheme.Length..].Split('/', 2) is [var bucket, var key]
        ? (bucket, key)
        : throw new InvalidOperationException($"{path} names no object.");

    private static SourceFormatException Lost(DatasetFile dataset, string how) =>
        new(ErrorCodes.StoredFileLost, dataset.Filename, $"the stored file {how}; put it back from a backup and reprocess");

    private static AmazonS3Client Connect(S3Options options)
    {
        var config = new AmazonS3Config
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // Of one request: at most 16 MB, so a line of 1 Mbit/s is enough.
            Timeout = TimeSpan.FromMinutes(2),
            // Not every service knows Amazon's newer checksums. Bodies are signed, and what comes back is hashed here.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.HasEndpoint)
            (config.ServiceURL, config.AuthenticationRegion, config.ForcePathStyle) = (options.Endpoint, options.Region ?? "us-east-1", true);
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        var client = options.HasKeys ? new AmazonS3Client(options.AccessKey, options.SecretKey, config) : new AmazonS3Client(config);
        client.BeforeRequestEvent += SendPlainly;
        return client;
    }

    /// <summary>Nor does every service know Amazon's own encoding of bodies, which TransferUtility has no setting for.</summary>
    private static void SendPlainly(object sender, RequestEventArgs arguments)
    {
        switch ((arguments as WebServiceRequestEventArgs)?.Request)
        {
            case PutObjectRequest put:
                put.UseChunkEncoding = false;
                break;
            case UploadPartRequest part:
                part.UseChunkEncoding = false;
                break;
        }
    }
}
