using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>A TCP proxy between server and PostgreSQL that can inject network faults.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket?> _pairs = new();
    private readonly string _target;
    private readonly Task _accepting;
    private volatile bool _broken;
    private volatile bool _silent;
    private volatile string? _trap;
    private int _cut;

    /// <param name="target">The path of the PostgreSQL socket to which connections are forwarded.</param>
    public TcpProxy(string target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets every connection, and every new connection until <see cref="Mend"/>.</summary>
    public void Break()
    {
        _broken = true;
        foreach (var (client, server) in _pairs)
            Reset(client, server);
    }

    /// <summary>Resets every connection. New connections are forwarded.</summary>
    public void Reset()
    {
        Break();
        Mend();
    }

    /// <summary>Drops the data of every connection, and of every new connection until <see cref="Mend"/>. No connection is
    /// closed.</summary>
    public void Swallow()
    {
        _silent = true;
        foreach (var (client, server) in _pairs)
            _pairs.TryUpdate(client, null, server);
    }

    /// <summary>Sends bytes to every client that PostgreSQL never sends.</summary>
    public void Garble()
    {
        foreach (var client in _pairs.Keys)
        {
            try
            {
                client.Send(Enumerable.Repeat((byte)0xFF, 64).ToArray());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The connection ended in the meantime.
            }
        }
    }

    /// <summary>Resets each connection whose client sends this text, until <see cref="Mend"/>. The text is not forwarded.</summary>
    public void BreakAt(string text) => _trap = text;

    public void Mend() => (_broken, _silent, _trap) = (false, false, null);

    /// <summary>The number of connections that <see cref="Break"/> or <see cref="BreakAt"/> reset when they were made or used.</summary>
    public int Cut => Volatile.Read(ref _cut);

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
        _pairs[client] = _silent ? null : server;
        try
        {
            if (_broken)
            {
                Interlocked.Increment(ref _cut);
            }
            else
            {
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                await Task.WhenAny(CopyAsync(client, client, server), CopyAsync(client, server, client));
            }
        }
        catch (SocketException)
        {
            // PostgreSQL does not listen at the moment.
        }
        finally
        {
            _pairs.TryRemove(client, out _);
            Reset(client, server);
        }
    }

    private async Task CopyAsync(Socket client, Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                if (_trap is { } trap && from == client && buffer.AsSpan(0, read).IndexOf(Encoding.ASCII.GetBytes(trap)) >= 0)
                {
                    Interlocked.Increment(ref _cut);
                    return;
                }
                for (var sent = 0; sent < read && _pairs.GetValueOrDefault(client) is not null; )
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The caller resets both connections.
        }
    }

    private static void Reset(Socket client, Socket? server)
    {
        client.Close(timeout: 0);
        server?.Close(timeout: 0);
    }
}
