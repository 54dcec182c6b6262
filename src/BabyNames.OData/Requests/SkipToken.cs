using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Queries;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Encodes the position where a page begins as opaque text with a checksum. A token that is truncated, changed or of another
/// request is an error, instead of a page with other rows.</summary>
/// <remarks>The checksum is not a signature. The key of a signature would have to be shared by all servers of a database, and there is
/// nothing to protect: a client that computes a token of its own reads only rows that the entity set shows.</remarks>
internal static class SkipToken
{
    private const int ChecksumLength = 8;
    private const char NowEnd = '~';

    // A next link with the token must fit in a request line of 8 KB.
    private const int MaxLength = 1_800;

    /// <summary>Encodes the keyset of the last row of a page.</summary>
    /// <param name="signature">Identifies the request, so that a token of another one is not accepted.</param>
    /// <param name="now">The value of <c>now()</c>; null if the query does not use it.</param>
    /// <exception cref="ODataRequestException">The values of the order are too long for a token.</exception>
    public static string Encode(string signature, IEnumerable<object?> values, DateTimeOffset? now = null)
    {
        var cursor = Cursor.Encode(signature, values);
        var prefix = now is null ? "" : $"{now.Value.UtcTicks.ToString(CultureInfo.InvariantCulture)}{NowEnd}";
        return cursor.Length <= MaxLength
            ? $"{prefix}{cursor}{Checksum(cursor)}"
            : throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The values of $orderby are too long for a skip token. Sort by shorter values."
            );
    }

    /// <summary>Decodes a token that a client sends.</summary>
    /// <exception cref="ODataRequestException">The text is not a token, or is a token of another request.</exception>
    public static object?[] Decode(string token, string signature, IReadOnlyList<Type> types, IReadOnlyList<bool> isNullable)
    {
        var cursor = token.Length > ChecksumLength ? token[..^ChecksumLength] : "";
        return
            token == cursor + Checksum(cursor)
            && Cursor.TryDecode(cursor, signature, types, out var values)
            && values.Zip(isNullable).All(pair => pair.First is not null || pair.Second)
            ? values
            : throw Invalid();
    }

    /// <summary>Reads the value of <c>now()</c> from a token.</summary>
    /// <returns>The value, and the rest of the token.</returns>
    /// <exception cref="ODataRequestException">The token has no such value.</exception>
    public static (DateTimeOffset Now, string Token) ReadNow(string token) =>
        token.IndexOf(NowEnd, StringComparison.Ordinal) is > 0 and var end
        && long.TryParse(token[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTimeOffset.MaxValue.Ticks
            ? (new(ticks, TimeSpan.Zero), token[(end + 1)..])
            : throw Invalid();

    /// <summary>Returns the URL of the next page.</summary>
    /// <remarks>The URL has only options with a dollar and aliases, never an API key: Power Query adds the key again. It does not have
    /// <c>$count</c>, because counting two million rows for each page would take longer than the page.</remarks>
    public static Uri NextLink(HttpRequest request, QueryOptions query, string token)
    {
        var link = new StringBuilder("?");
        foreach (var option in new QueryStringEnumerable(request.QueryString.Value))
        {
            var name = option.DecodeName().ToString();
            if (name is not ['$' or '@', ..] || name.ToUpperInvariant() is "$SKIP" or "$SKIPTOKEN" or "$TOP" or "$COUNT")
                continue;
            link.Append(option.EncodedName).Append('=').Append(option.EncodedValue).Append('&');
        }
        if (query.Top is { } top)
            link.Append(CultureInfo.InvariantCulture, $"$top={top - query.PageSize}&");
        link.Append("$skiptoken=").Append(token);
        return new(UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path) + link);
    }

    private static ODataRequestException Invalid() =>
        new(
            ODataErrorCodes.InvalidSkipToken,
            "The $skiptoken is not of this entity set and order. Follow @odata.nextLink without changes, or begin without $skiptoken."
        );

    private static string Checksum(string cursor) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"skiptoken 1:{cursor}")))[..ChecksumLength];
}
