using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace BabyNames.Server.RateLimiting;

/// <summary>The client that a request counts for.</summary>
internal static class Client
{
    /// <returns>The public id of the key; without a key the <see cref="Network(IPAddress?)"/>.</returns>
    public static string Of(HttpContext http) =>
        http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Network(http.Connection.RemoteIpAddress);

    /// <summary>Whether the client has no key: ids of keys have neither dots nor colons.</summary>
    public static bool IsNetwork(string client) => client.AsSpan().IndexOfAny('.', ':') >= 0 || client.Length == 0;

    /// <summary>The IPv4 address, or the /64 network of an IPv6 address, because a client usually has all its addresses.</summary>
    public static string Network(IPAddress? address)
    {
        const int ofNetwork = 8;
        if (address is null)
            return "";
        return IsVersion6(address) ? Network(address, ofNetwork) : address.MapToIPv4().ToString();
    }

    /// <summary>The networks that one client may have, the smallest first: the IPv4 address, or the IPv6 /64, /56 and /48.</summary>
    public static IReadOnlyList<string> Networks(IPAddress? address) =>
        address is not null && IsVersion6(address)
            ? [Network(address), $"{Network(address, 7)}/56", $"{Network(address, 6)}/48"]
            : [Network(address)];

    private static bool IsVersion6(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;

    private static string Network(IPAddress address, int bytesOfNetwork)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bytesOfNetwork).Clear();
        return new IPAddress(bytes).ToString();
    }
}
