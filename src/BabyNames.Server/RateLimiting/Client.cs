using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace BabyNames.Server.RateLimiting;

/// <summary>Identifies the client of a request for the limits.</summary>
internal static class Client
{
    /// <summary>Returns the public id of the API key, or the <see cref="Network(IPAddress?)"/> of a client without a key.</summary>
    public static string Of(HttpContext http) =>
        http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Network(http.Connection.RemoteIpAddress);

    /// <summary>Whether the client has no key. An address has dots or colons; the id of a key has neither.</summary>
    public static bool IsNetwork(string client) => client.AsSpan().IndexOfAny('.', ':') >= 0 || client.Length == 0;

    /// <summary>Returns the IPv4 address, or the /64 network of an IPv6 address, because a client can usually use all addresses of its
    /// network.</summary>
    public static string Network(IPAddress? address)
    {
        const int networkBytes = 8;
        if (address is null)
            return "";
        return IsVersion6(address) ? Network(address, networkBytes) : address.MapToIPv4().ToString();
    }

    /// <summary>Returns the networks that one client may have, from the smallest to the largest: the IPv4 address, or the IPv6 networks
    /// /64, /56 and /48.</summary>
    public static IReadOnlyList<string> Networks(IPAddress? address) =>
        address is not null && IsVersion6(address)
            ? [Network(address), $"{Network(address, 7)}/56", $"{Network(address, 6)}/48"]
            : [Network(address)];

    private static bool IsVersion6(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;

    private static string Network(IPAddress address, int networkBytes)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(networkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
