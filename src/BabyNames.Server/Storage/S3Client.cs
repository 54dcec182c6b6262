using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace BabyNames.Server.Storage;

/// <summary>The S3 client of the AWS SDK, limited to features that other S3-compatible services support.</summary>
internal sealed class S3Client : AmazonS3Client
{
    /// <summary>Size of a part in bytes. Larger files are sent in parts.</summary>
    public const long PartSize = 16 << 20;

    private S3Client(AWSCredentials credentials, AmazonS3Config config)
        : base(credentials, config) { }

    /// <summary>Creates a client with the credentials that the SDK finds.</summary>
    private S3Client(AmazonS3Config config)
        : base(config) { }

    /// <summary>Creates the client of the settings.</summary>
    public static S3Client Of(S3Options options)
    {
        var config = new AmazonS3Config
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A connection of 1.2 Mbit/s sends a part in this time.
            Timeout = TimeSpan.FromMinutes(2),
            // Checksums of S3 are not needed: bodies are signed, and the hash of a download is compared with the stored hash.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var region = string.IsNullOrEmpty(options.Region) ? "us-east-1" : options.Region;
        if (options.HasEndpoint())
            (config.ServiceURL, config.AuthenticationRegion, config.ForcePathStyle) = (options.Endpoint, region, true);
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        return options.HasKeys() ? new(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config) : new(config);
    }

    /// <summary>Sends the body without chunked encoding, because some services store the chunk headers in the file.</summary>
    public override Task<PutObjectResponse> PutObjectAsync(PutObjectRequest request, CancellationToken cancellationToken = default)
    {
        request.UseChunkEncoding = false;
        return base.PutObjectAsync(request, cancellationToken);
    }

    /// <inheritdoc cref="PutObjectAsync(PutObjectRequest, CancellationToken)"/>
    public override Task<UploadPartResponse> UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken = default)
    {
        request.UseChunkEncoding = false;
        return base.UploadPartAsync(request, cancellationToken);
    }
}
