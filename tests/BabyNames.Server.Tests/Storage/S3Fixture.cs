using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Storage;

/// <summary>A server with an empty database that stores uploaded files in a local S3 service.</summary>
public sealed class S3Fixture : ServerFixture, IAsyncLifetime
{
    public S3Fixture()
        : this(new()) { }

    private S3Fixture(S3Server s3)
        : base(["--Access:AnonymousReading", "true", .. s3.Settings]) => S3 = s3;

    public S3Server S3 { get; }

    async Task IAsyncLifetime.InitializeAsync()
    {
        await S3.StartAsync();
        await InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await S3.DisposeAsync();
    }
}
