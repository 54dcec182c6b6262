using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace BabyNames.Server.Limits;

/// <summary>Who pays for a request.</summary>
internal static class Client
{
    /// <returns>The id of the key; without one the <see cref="Network"/>.</returns>
    public static string Of(HttpContext http) => http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Network(http.Connection.RemoteIpAddress);

    /// <summary>Whether it is one without a key: the id of a key has neither dots nor colons.</summary>
    public static bool IsNetwork(string client) => client.AsSpan().IndexOfAny('.', ':') >= 0 || client.Length == 0;

    /// <summary>The address; of version 6 the network, for whoever has one address has 2^64 of them.</summary>
    public static string Network(IPAddress? address)
    {
        const int ofNetwork = 8;
        if (address is null)
            return "";
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(ofNetwork).Clear();
        return new IPAddress(bytes).ToString();
    }
}
