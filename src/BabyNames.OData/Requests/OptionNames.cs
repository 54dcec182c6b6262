using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Which query options there are. OData 4.01 writes them in any case, with a dollar or without; the rest of the server
/// sees them as they are written here. One with a dollar that is not understood would change the answer, so it is refused; any
/// other without one is the client's own.</summary>
internal static class OptionNames
{
    private static readonly HashSet<string> Served = new(
        ["$select", "$filter", "$orderby", "$top", "$skip", "$count", "$expand", "$format", "$skiptoken", "$search", "$apply", "$compute"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Of <c>$entity</c>. With its dollar only: <c>id</c> is a name that clients give options of their own.</summary>
    private const string Id = "$id";

    private static readonly HashSet<string> NotServed = new(
        ["$deltatoken", "$index", "$levels", "$schemaversion"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Puts the names of options as they are known in place of those that were sent.</summary>
    /// <exception cref="ODataRequestException">An option that is unknown, not served, empty or given twice.</exception>
    public static void Normalise(HttpRequest request)
    {
        Check(request.Query);
        var (query, isChanged) = (new StringBuilder(), false);
        foreach (var option in new QueryStringEnumerable(request.QueryString.Value))
        {
            var (sent, known) = (option.DecodeName().ToString(), (string?)null);
            isChanged |= Served.TryGetValue($"${sent.TrimStart('$')}", out known) && known != sent;
            query
                .Append(query.Length == 0 ? '?' : '&')
                .Append(known ?? option.EncodedName.ToString())
                .Append('=')
                .Append(option.EncodedValue);
        }
        if (isChanged)
            request.QueryString = new(query.ToString());
    }

    private static void Check(IQueryCollection query)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // The library would take a name with a blank before it for the name.
        foreach (
            var (name, values) in query.Where(option => option.Key.TrimStart() is ['$' or '@', ..] || Served.Contains($"${option.Key}"))
        )
        {
            if (NotServed.Contains(name))
                throw new ODataRequestException(ODataErrorCodes.NotImplemented, $"{name} is not served.");
            if (name != name.Trim() || (name[0] == '$' && !Served.Contains(name) && !Id.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"There is no query option {Shorten(name)}.");
            if (values.All(string.IsNullOrWhiteSpace))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{Shorten(name)} has no value; leave it out instead.");
            if (values.Count > 1 || !seen.Add(name[0] == '@' ? name : name.TrimStart('$')))
                throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{Shorten(name)} is given twice.");
        }
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "...";
}
