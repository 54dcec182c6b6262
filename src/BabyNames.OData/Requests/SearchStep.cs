namespace BabyNames.ODataEngine.Requests;

/// <summary>Removes <c>search(...)</c> from the beginning of <c>$apply</c>, because the OData library cannot parse it there.</summary>
internal static class SearchStep
{
    private const string Begin = "search(";

    /// <summary>Removes the search from the options.</summary>
    /// <returns>The search expression; null when there is none.</returns>
    /// <exception cref="ODataRequestException">The parenthesis is not closed, or <c>$search</c> is combined with <c>$apply</c>.</exception>
    public static string? Extract(Dictionary<string, string> options)
    {
        options.Remove("$search", out var words);
        if (!options.TryGetValue("$apply", out var apply))
            return words;
        if (words is not null)
            throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "$search of the result of $apply is not supported. Search the rows first: $apply=search(...)/..."
            );
        if (!apply.StartsWith(Begin, StringComparison.OrdinalIgnoreCase))
            return null;
        var end = FindEnd(apply);
        if (end + 1 == apply.Length)
            options.Remove("$apply");
        else if (apply[end + 1] != '/')
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"$apply, character {end + 2}: expected '/' or the end.");
        else
            options["$apply"] = apply[(end + 2)..];
        return apply[Begin.Length..end];
    }

    /// <returns>The index of the parenthesis that closes <c>search(</c>. Parentheses within quotes belong to a phrase.</returns>
    private static int FindEnd(string apply)
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
            $"$apply, character {apply.Length + 1}: expected ')', the end of search(."
        );
    }
}
