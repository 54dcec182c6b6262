using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;

namespace BabyNames.Server.Tests.Support;

/// <summary>An S3 service with one bucket: s3rver of npm, which test.sh installs. It keeps objects as files.</summary>
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

    /// <summary>Of a server that keeps its files here.</summary>
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

    /// <summary>Names in the bucket, ordered.</summary>
    public IEnumerable<string> Objects =>
        Directory
            .EnumerateFiles(Path.Combine(_folder, Bucket), $"*{ObjectSuffix}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(_folder, Bucket), file)[..^ObjectSuffix.Length])
            .Order();

    /// <summary>The file that holds an object's bytes.</summary>
    public string FileOf(string name) => Path.Combine(_folder, Bucket, $"{name}{ObjectSuffix}");

    /// <summary>Stores an object past the server under test.</summary>
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

    /// <summary>Starts it, or goes on where it was stopped, at the same address and with the same objects.</summary>
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
        Assert.True(await Eventually.EndAsync(listening.Task, "s3rver to listen"), "s3rver ended instead of listening");
    }

    /// <summary>From now on connections are refused.</summary>
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
