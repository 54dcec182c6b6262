using System.Globalization;
using System.Text.RegularExpressions;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>The query options of a request, and whether they make a table of it.</summary>
internal sealed partial class TableOptions
{
    private const string SearchStep = "search(";

    private readonly Dictionary<string, string> _texts;

    public TableOptions(HttpRequest request, ODataLimits limits)
    {
        // Without the token, so that no next link is too long for the server that made it.
        var length = request.Path.Value!.Length + request.QueryString.Value!.Length - request.Query["$skiptoken"].ToString().Length;
        if (length > limits.UriLength)
            throw new FeedException(ErrorCodes.UriTooLong, $"Path and query have {length} characters; {limits.UriLength} are the most (OData:UriLength). Ask with 'in' for many values of one property.");
        _texts = request.Query.Where(option => option.Key is ['$' or '@', ..]).ToDictionary(option => option.Key, option => option.Value.ToString());
        Search = TakeSearch();
        PageSize = CsvWriter.IsAsked(request) ? CsvWriter.MostRows : Math.Min(limits.PageSize, PagePreference.Of(request) ?? limits.PageSize);
        Top = Number("$top");
        Skip = Number("$skip") ?? 0;
        if (Skip > limits.Skip)
            throw new FeedException(ErrorCodes.InvalidQuery, $"$skip is {limits.Skip} at most (OData:Skip): follow @odata.nextLink, or ask with $filter for what comes after.");
        WantsCount = Texts.TryGetValue("$count", out var count) && (count.ToLowerInvariant() switch
        {
            "true" => true,
            "false" => false,
            _ => throw new FeedException(ErrorCodes.InvalidQuery, "$count is true or false."),
        });
    }

    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Words that the names of the rows have: of <c>$search</c>, or where <c>$apply</c> begins with <c>search(...)</c>.</summary>
    public string? Search { get; }

    /// <summary>Without the search that it may begin with.</summary>
    public string? Apply => Texts.GetValueOrDefault("$apply");

    public string? Compute => Texts.GetValueOrDefault("$compute");

    public bool Selects => Texts.ContainsKey("$select") || Texts.ContainsKey("$expand");

    public string? SkipToken => Texts.GetValueOrDefault("$skiptoken");

    public int PageSize { get; }

    public int? Top { get; }

    public int Skip { get; }

    public bool WantsCount { get; }

    /// <summary>Whether the rows of the answer are other than those of the feed, or found or sorted by what only SQL works out.</summary>
    public bool IsTable => Apply is not null || Compute is not null
        || (Texts.TryGetValue("$orderby", out var order) && !Properties().IsMatch(order))
        || Texts.Any(option => option.Key is ['@', ..] or "$filter" && NeedsSql().IsMatch(Quoted().Replace(option.Value, "''")));

    private string? TakeSearch()
    {
        var words = Texts.GetValueOrDefault("$search");
        if (Apply is not { } apply)
            return words;
        if (words is not null)
            throw new FeedException(ErrorCodes.NotImplemented, "$search would search what $apply makes of the rows; search these first: $apply=search(...)/...");
        if (!apply.StartsWith(SearchStep, StringComparison.OrdinalIgnoreCase))
            return null;
        var end = EndOf(apply);
        // Blanks in its place, so that what is wrong further on is still where a fault says it is.
        _texts["$apply"] = apply[(end + 1)..] switch
        {
            "" => "identity",
            ['/', .. var steps] => steps.PadLeft(apply.Length),
            _ => throw new FeedException(ErrorCodes.InvalidQuery, $"$apply, character {end + 2}: '/' or the end is expected."),
        };
        return apply[SearchStep.Length..end];
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
        throw new FeedException(ErrorCodes.InvalidQuery, $"$apply, character {apply.Length + 1}: ')' is expected, the end of search(.");
    }

    private int? Number(string option) => !Texts.TryGetValue(option, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FeedException(ErrorCodes.InvalidQuery, $"{option} is a whole number, not negative and of 32 bits.");

    [GeneratedRegex(@"^\s*\w+(\s+(asc|desc))?\s*(,\s*\w+(\s+(asc|desc))?\s*)*$", RegexOptions.IgnoreCase)]
    private static partial Regex Properties();

    [GeneratedRegex("'([^']|'')*'")]
    private static partial Regex Quoted();

    /// <summary>Functions and operators that EF does not know, or does otherwise than OData.</summary>
    [GeneratedRegex(@"(?<![\w/$@])((concat|indexof|length|substring|trim|matchesPattern|year|month|day|hour|minute|second|fractionalseconds|date|time|now|mindatetime|maxdatetime|totaloffsetminutes|totalseconds|round|floor|ceiling|cast|isof|case|geo\.\w+|hassubset|hassubsequence|isdefined)\s*\(|(add|sub|mul|div|divby|mod)\s)", RegexOptions.IgnoreCase)]
    private static partial Regex NeedsSql();
}
