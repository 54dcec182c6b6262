using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;

namespace BabyNames.Server.Tests.Support;

/// <summary>An S3 service with one bucket. It is the npm package s3rver, which test.sh installs. s3rver stores objects as files.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "datasets";
    public const string Key = "S3RVER";
    private const string ObjectSuffix = "._S3rver_object";

    private static readonly string Folder = Path.Combine(Repository.Folder, "tests", "s3rver");
    private static readonly string Program = Path.Combine(Folder, "node_modules", "s3rver", "bin", "s3rver.js");

    private readonly string _folder = TestFolder.Create();
    private readonly int _port = FreePort();
    private Process? _process;

    public string Endpoint => $"http://127.0.0.1:{_port}";

    /// <summary>The settings of a server that stores its files in the bucket.</summary>
    public string[] Settings =>
        [
            "--Storage:S3:Endpoint",
            Endpoint,
            "--Storage:S3:Bucket",
            Bucket,
            "--Storage:S3:Prefix",
            "tests/",
            "--Storage:S3:AccessKey",
            Key,
            "--Storage:S3:SecretKey",
            Key,
        ];

    /// <summary>The names of the objects in the bucket, in order.</summary>
    public IEnumerable<string> Objects =>
        Directory
            .EnumerateFiles(Path.Combine(_folder, Bucket), $"*{ObjectSuffix}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(_folder, Bucket), file)[..^ObjectSuffix.Length])
            .Order();

    /// <summary>Returns the path of the file that contains the bytes of an object.</summary>
    public string FileOf(string name) => Path.Combine(_folder, Bucket, $"{name}{ObjectSuffix}");

    /// <summary>Stores an object directly in the bucket, without the server under test.</summary>
    public async Task PutAsync(string name, byte[] content)
    {
        using var client = new AmazonS3Client(Key, Key, new AmazonS3Config { ServiceURL = Endpoint, ForcePathStyle = true });
        await client.PutObjectAsync(
            new()
            {
                BucketName = Bucket,
                Key = name,
                InputStream = new MemoryStream(content),
                UseChunkEncoding = false,
            }
        );
    }

    /// <summary>Starts s3rver. After a stop, s3rver has the same address and the same objects.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
            return;
        NodePackages.Require(Folder);
        var start = new ProcessStartInfo(
            "node",
            [Program, "-d", _folder, "-a", "127.0.0.1", "-p", $"{_port}", "--configure-bucket", Bucket]
        )
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var listening = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("listening", StringComparison.Ordinal) is null or true)
                listening.TrySetResult(line.Data is not null);
        };
        _process.BeginOutputReadLine();
        Assert.True(await Eventually.EndAsync(listening.Task, "s3rver to listen"), "s3rver exited before it listened.");
    }

    /// <summary>Stops s3rver, so that connections are refused.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        TestFolder.Delete(_folder);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
