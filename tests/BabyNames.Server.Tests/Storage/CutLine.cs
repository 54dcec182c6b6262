using System.Net;
using System.Net.Sockets;

namespace BabyNames.Server.Tests.Storage;

/// <summary>A TCP proxy that closes each connection after a number of bytes from the service.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _target;
    private readonly long _afterBytes;

    public CutLine(Uri target, long afterBytes)
    {
        (_target, _afterBytes) = (target, afterBytes);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener has been disposed.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var service = new TcpClient();
        using (client)
        {
            await service.ConnectAsync(_target.Host, _target.Port);
            var requests = client.GetStream().CopyToAsync(service.GetStream());
            var buffer = new byte[16 * 1024];
            int read;
            for (long forwarded = 0; forwarded < _afterBytes && (read = await service.GetStream().ReadAsync(buffer)) > 0; forwarded += read)
                await client.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
