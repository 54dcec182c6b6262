using BabyNames.Server.Errors;

namespace BabyNames.Server.Feeds;

/// <summary>Which query options there are. One that is not understood would change the answer, so it is refused; those
/// without a dollar are the client's own.</summary>
internal static class OptionNames
{
    private static readonly HashSet<string> Served = new(
        ["$select", "$filter", "$orderby", "$top", "$skip", "$count", "$expand", "$format", "$skiptoken", "$apply", "$compute"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> NotServed = new(
        ["$search", "$deltatoken", "$index", "$levels", "$schemaversion", "$id"], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FeedException">An option that is unknown, not served, empty or given twice.</exception>
    public static void Check(IQueryCollection query)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // The library would take a name with a blank before it for the name.
        foreach (var (name, values) in query.Where(option => option.Key.TrimStart() is ['$' or '@', ..]))
        {
            if (NotServed.Contains(name))
                throw new FeedException(ErrorCodes.NotImplemented, $"{name} is not served.");
            if (name != name.Trim() || (name[0] == '$' && !Served.Contains(name)))
                throw new FeedException(ErrorCodes.InvalidQuery, $"There is no query option {Shorten(name)}.");
            if (values.All(string.IsNullOrWhiteSpace))
                throw new FeedException(ErrorCodes.InvalidQuery, $"{Shorten(name)} has no value; leave it out instead.");
            if (values.Count > 1 || !seen.Add(name))
                throw new FeedException(ErrorCodes.InvalidQuery, $"{Shorten(name)} is given twice.");
        }
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "...";
}
