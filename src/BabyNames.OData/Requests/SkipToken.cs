using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Queries;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Where a page begins, as opaque text with a checksum: one that was cut short, changed by hand or taken from another
/// question is refused, and never answered with other rows.</summary>
/// <remarks>A checksum and not a signature. The key of one would have to be the same in all servers of a database and outlive
/// them, and there is nothing to protect: whoever works out a token of their own reads what the entity set shows them anyway.</remarks>
internal static class SkipToken
{
    private const int ChecksumLength = 8;
    private const char MomentEnd = '~';

    // A request line of 8 KB has to hold it beside the rest of a next link.
    private const int LongestToken = 1_800;

    /// <param name="now">The value of <c>now()</c>, where the query has it.</param>
    /// <exception cref="ODataRequestException">The order's values are too long to be carried along.</exception>
    public static string Encode(string signature, IEnumerable<object?> values, DateTimeOffset? now = null)
    {
        var cursor = Cursor.Encode(signature, values);
        var moment = now is null ? "" : $"{now.Value.UtcTicks.ToString(CultureInfo.InvariantCulture)}{MomentEnd}";
        return cursor.Length <= LongestToken
            ? $"{moment}{cursor}{Checksum(cursor)}"
            : throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The values of $orderby are too long to begin a page after: sort by shorter ones."
            );
    }

    /// <exception cref="ODataRequestException">A token that was not made here, or for another order.</exception>
    public static object?[] Decode(string token, string signature, IReadOnlyList<Type> types, IReadOnlyList<bool> isNullable)
    {
        var cursor = token.Length > ChecksumLength ? token[..^ChecksumLength] : "";
        return
            token == cursor + Checksum(cursor)
            && Cursor.TryDecode(cursor, signature, types, out var values)
            && values.Zip(isNullable).All(pair => pair.First is not null || pair.Second)
            ? values
            : throw Unknown();
    }

    /// <summary>Takes the value of <c>now()</c> from a token.</summary>
    /// <exception cref="ODataRequestException">The token has none.</exception>
    public static (DateTimeOffset Now, string Token) Moment(string token) =>
        token.IndexOf(MomentEnd, StringComparison.Ordinal) is > 0 and var end
        && long.TryParse(token[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTimeOffset.MaxValue.Ticks
            ? (new(ticks, TimeSpan.Zero), token[(end + 1)..])
            : throw Unknown();

    /// <summary>The request again, from where its page ended.</summary>
    /// <remarks>Of the query only what shapes the answer goes along, so never a key: Power Query adds its own again. Not
    /// <c>$count</c> either: counting two million rows again for each page would cost more than the page.</remarks>
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

    private static ODataRequestException Unknown() =>
        new(
            ODataErrorCodes.InvalidSkipToken,
            "The $skiptoken does not belong to this entity set and order. Follow @odata.nextLink as it is, or begin without $skiptoken."
        );

    private static string Checksum(string cursor) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"skiptoken 1:{cursor}")))[..ChecksumLength];
}
