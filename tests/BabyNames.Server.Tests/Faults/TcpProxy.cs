using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BabyNames.Server.Tests.Faults;

/// <summary>A network between server and PostgreSQL that can break.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> _pairs = new();
    private readonly string _target;
    private readonly Task _accepting;
    private volatile bool _broken;

    /// <param name="target">Path of the socket that connections are passed on to.</param>
    public TcpProxy(string target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets every connection, and each new one until <see cref="Mend"/>.</summary>
    public void Break()
    {
        _broken = true;
        foreach (var (client, server) in _pairs)
            Reset(client, server);
    }

    public void Mend() => _broken = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        Break();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = PassOnAsync(await _listener.AcceptSocketAsync());
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private async Task PassOnAsync(Socket client)
    {
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _pairs[client] = server;
        try
        {
            if (!_broken)
            {
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
            }
        }
        catch (SocketException)
        {
            // Nobody listens there now.
        }
        finally
        {
            _pairs.TryRemove(client, out _);
            Reset(client, server);
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The end that matters is told by the reset.
        }
    }

    private static void Reset(Socket client, Socket server)
    {
        client.Close(timeout: 0);
        server.Close(timeout: 0);
    }
}
