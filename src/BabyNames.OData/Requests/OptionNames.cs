using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Normalizes the names of query options. OData 4.01 allows any case, with or without a dollar. An unknown option with a dollar is
/// an error, because ignoring it would change the response. An unknown option without a dollar is a custom option of the client.</summary>
internal static class OptionNames
{
    private static readonly HashSet<string> Supported = new(
        ["$select", "$filter", "$orderby", "$top", "$skip", "$count", "$expand", "$format", "$skiptoken", "$search", "$apply", "$compute"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The option of <c>$entity</c>. It needs the dollar, because clients use <c>id</c> as the name of custom options.</summary>
    private const string Id = "$id";

    private static readonly HashSet<string> NotSupported = new(
        ["$deltatoken", "$index", "$levels", "$schemaversion"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Replaces the names of options in the query by their normal form.</summary>
    /// <exception cref="ODataRequestException">An option is unknown, not supported, empty or given twice.</exception>
    public static void Normalize(HttpRequest request)
    {
        Check(request.Query);
        var (query, isChanged) = (new StringBuilder(), false);
        foreach (var option in new QueryStringEnumerable(request.QueryString.Value))
        {
            var (sent, normal) = (option.DecodeName().ToString(), (string?)null);
            isChanged |= Supported.TryGetValue($"${sent.TrimStart('$')}", out normal) && normal != sent;
            query
                .Append(query.Length == 0 ? '?' : '&')
                .Append(normal ?? option.EncodedName.ToString())
                .Append('=')
                .Append(option.EncodedValue);
        }
        if (isChanged)
            request.QueryString = new(query.ToString());
    }

    private static void Check(IQueryCollection query)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // The library ignores spaces before a name, so they are an error here.
        foreach (
            var (name, values) in query.Where(option => option.Key.TrimStart() is ['$' or '@', ..] || Supported.Contains($"${option.Key}"))
        )
        {
            if (NotSupported.Contains(name))
                throw new ODataRequestException(ODataErrorCodes.NotImplemented, $"{name} is not supported.");
            if (
                name != name.Trim()
                || (name[0] == '$' && !Supported.Contains(name) && !Id.Equals(name, StringComparison.OrdinalIgnoreCase))
            )
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"There is no query option {Shorten(name)}.");
            if (values.All(string.IsNullOrWhiteSpace))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{Shorten(name)} has no value. Omit it instead.");
            if (values.Count > 1 || !seen.Add(name[0] == '@' ? name : name.TrimStart('$')))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{Shorten(name)} is given twice.");
        }
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "...";
}
