using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace BabyNames.Server.RateLimiting;

/// <summary>Who pays for a request.</summary>
internal static class Client
{
    /// <returns>The id of the key; without one the <see cref="Network(IPAddress?)"/>.</returns>
    public static string Of(HttpContext http) => http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Network(http.Connection.RemoteIpAddress);

    /// <summary>Whether it is one without a key: the id of a key has neither dots nor colons.</summary>
    public static bool IsNetwork(string client) => client.AsSpan().IndexOfAny('.', ':') >= 0 || client.Length == 0;

    /// <summary>The address; of version 6 the network, for whoever has one address has 2^64 of them.</summary>
    public static string Network(IPAddress? address)
    {
        const int ofNetwork = 8;
        if (address is null)
            return "";
        return IsVersion6(address) ? Network(address, ofNetwork) : address.MapToIPv4().ToString();
    }

    /// <summary>The networks that may be one client's, the narrowest first: the address, or of version 6 what a site is given of it
    /// (/64, /56 and /48).</summary>
    public static IReadOnlyList<string> Networks(IPAddress? address) => address is not null && IsVersion6(address)
        ? [Network(address), $"{Network(address, 7)}/56", $"{Network(address, 6)}/48"]
        : [Network(address)];

    private static bool IsVersion6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;

    private static string Network(IPAddress address, int bytesOfNetwork)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bytesOfNetwork).Clear();
        return new IPAddress(bytes).ToString();
    }
}
