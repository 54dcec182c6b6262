using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace BabyNames.Server.Storage;

/// <summary>The SDK's client, limited to features that other S3 services have too.</summary>
internal sealed class S3Client : AmazonS3Client
{
    /// <summary>Size of a part in bytes.</summary>
    public const long LargestBody = 16 << 20;

    private S3Client(AWSCredentials credentials, AmazonS3Config config)
        : base(credentials, config) { }

    /// <summary>Uses the credentials that the SDK finds.</summary>
    private S3Client(AmazonS3Config config)
        : base(config) { }

    public static S3Client Of(S3Options options)
    {
        var config = new AmazonS3Config
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A line of 1.2 Mbit/s sends the largest body in this time.
            Timeout = TimeSpan.FromMinutes(2),
            // Bodies are signed, and downloads are compared with the stored hash.
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

    /// <summary>Sends the body without chunk encoding, which some services store as part of the file.</summary>
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
