namespace BabyNames.ODataEngine.Requests;

/// <summary>Takes <c>search(...)</c> from the beginning of <c>$apply</c>: the OData library does not know it there.</summary>
internal static class SearchStep
{
    private const string Begin = "search(";

    /// <param name="options">The search is removed from them.</param>
    /// <returns>What the rows are searched for; null for all rows.</returns>
    /// <exception cref="ODataRequestException">It has no end, or the rows of groups are searched.</exception>
    public static string? Take(Dictionary<string, string> options)
    {
        options.Remove("$search", out var words);
        if (!options.TryGetValue("$apply", out var apply))
            return words;
        if (words is not null)
            throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "$search would search what $apply makes of the rows; search these first: $apply=search(...)/..."
            );
        if (!apply.StartsWith(Begin, StringComparison.OrdinalIgnoreCase))
            return null;
        var end = EndOf(apply);
        if (end + 1 == apply.Length)
            options.Remove("$apply");
        else if (apply[end + 1] != '/')
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"$apply, character {end + 2}: '/' or the end is expected.");
        else
            options["$apply"] = apply[(end + 2)..];
        return apply[Begin.Length..end];
    }

    /// <returns>Where the parenthesis is that closes <c>search(</c>; those within quotes are of a phrase.</returns>
    private static int EndOf(string apply)
    {
        var (depth, isQuoted) = (0, false);
        for (var i = 0; i < apply.Length; i++)
        {
            if (apply[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && apply[i] is '(' or ')' && (depth += apply[i] == '(' ? 1 : -1) == 0)
                return i;
        }
        throw new ODataRequestException(
            ODataErrorCodes.InvalidQuery,
            $"$apply, character {apply.Length + 1}: ')' is expected, the end of search(."
        );
    }
}
