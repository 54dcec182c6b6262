using System.Text.RegularExpressions;
using BabyNames.Queries;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace BabyNames.ODataEngine.Requests;

/// <summary>The query options of a request for an entity set or a function, each parsed once by the OData library.</summary>
public sealed partial class QueryOptions
{
    /// <summary>Page size of CSV. The query reads one row more, which must fit in 32 bits.</summary>
    private const int AllRows = int.MaxValue - 1;

    private readonly Dictionary<string, string> _texts;
    private readonly ODataQueryOptionParser _parser;
    private int _nodes;
    private int _values;

    /// <summary>Parses the options of a request.</summary>
    /// <param name="name">Name of the entity set or function.</param>
    /// <param name="type">Type of the rows.</param>
    /// <param name="source">The entity set of the rows; null for the rows of a function.</param>
    /// <param name="now">The value of <c>now()</c> on the first page.</param>
    /// <exception cref="ODataRequestException">An option cannot be parsed, or exceeds a limit.</exception>
    internal QueryOptions(
        IEdmModel model,
        string name,
        IEdmStructuredType type,
        IEdmNavigationSource? source,
        HttpRequest request,
        ODataLimits limits,
        DateTimeOffset now
    )
    {
        (Model, Name, Type, Source, Limits) = (model, name, type, source, limits);
        LongUri.CheckLength(request, limits);
        _texts = request
            .Query.Where(option => option.Key is ['$' or '@', ..])
            .ToDictionary(option => option.Key, option => option.Value.ToString());
        SearchText = SearchStep.Extract(_texts);
        foreach (var option in new[] { "$filter", "$apply", "$compute", "$orderby" }.Where(_texts.ContainsKey))
            _texts[option] = AliasInList()
                .Replace(
                    _texts[option],
                    list => _texts.TryGetValue(list.Groups["alias"].Value, out var value) ? $"in {value}" : list.Value
                );
        // An alias can be used several times, which multiplies the length of its list.
        if (_texts.Values.Sum(text => text.Length) > 10 * limits.MaxUriLength)
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The query is too long with the lists of its aliases. Use each alias for a list only once."
            );
        _parser = new(model, type, source, _texts) { Resolver = new ODataUriResolver { EnableCaseInsensitive = true } };
        _parser.Settings.MaximumExpansionDepth = 1;
        // The order matters: each option can use the columns that the options before it define.
        Apply = Parse("$apply", _parser.ParseApply);
        Compute = Parse("$compute", _parser.ParseCompute);
        Filter = Parse("$filter", _parser.ParseFilter);
        OrderBy = [.. Steps(Parse("$orderby", _parser.ParseOrderBy))];
        Selection = Parse("$select and $expand", _parser.ParseSelectAndExpand);
        if (SearchText is not null)
            Search = Parse(
                "$search",
                new ODataQueryOptionParser(
                    model,
                    type,
                    source,
                    new Dictionary<string, string> { ["$search"] = SearchWords.Quote(SearchText) }
                ).ParseSearch
            );
        (Top, Skip) = (Number("$top", _parser.ParseTop), Number("$skip", _parser.ParseSkip) ?? 0);
        if (Skip > limits.MaxSkip)
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"The maximum of $skip is {limits.MaxSkip} (OData:MaxSkip). Follow @odata.nextLink, or use $filter for later rows."
            );
        WantsCount = Parse("$count", () => (object?)_parser.ParseCount()) is true;
        PageSize = Preferences.WantsCsv(request)
            ? AllRows
            : Math.Min(limits.MaxPageSize, Preferences.MaxPageSize(request) ?? limits.MaxPageSize);
        (Now, SkipToken) = (now, _texts.GetValueOrDefault("$skiptoken"));
        if (UsesNow && SkipToken is not null)
            (Now, SkipToken) = Requests.SkipToken.ReadNow(SkipToken);
    }

    /// <summary>The EDM model of the service.</summary>
    public IEdmModel Model { get; }

    /// <summary>Name of the entity set or function.</summary>
    public string Name { get; }

    /// <summary>Type of the rows.</summary>
    public IEdmStructuredType Type { get; }

    /// <summary>The entity set of the rows; null for the rows of a function.</summary>
    public IEdmNavigationSource? Source { get; }

    internal ODataLimits Limits { get; }

    /// <summary>The column that joins two others; null when there is none.</summary>
    internal JoinedColumn? Joined { get; init; }

    /// <summary><c>$apply</c> without a search at its beginning; null when there is none.</summary>
    public ApplyClause? Apply { get; }

    /// <summary><c>$compute</c>; null when there is none.</summary>
    public ComputeClause? Compute { get; }

    /// <summary><c>$filter</c>; null when there is none.</summary>
    public FilterClause? Filter { get; }

    /// <summary><c>$orderby</c>, to which the key of the rows is added later; empty when there is none.</summary>
    public IReadOnlyList<(SingleValueNode Expression, bool Descending)> OrderBy { get; }

    /// <summary><c>$select</c> and <c>$expand</c>; null for every property.</summary>
    public SelectExpandClause? Selection { get; }

    /// <summary><c>$search</c>, or the search at the beginning of <c>$apply</c>; null when there is none.</summary>
    public SearchClause? Search { get; }

    /// <summary>Maximum number of rows of a page, from the limit of the server and the preference of the client.</summary>
    public int PageSize { get; }

    /// <summary>Whether the response has all rows instead of a page.</summary>
    public bool IsUnpaged => PageSize == AllRows;

    /// <summary><c>$top</c>: maximum number of rows of all pages; null when there is none.</summary>
    public int? Top { get; }

    /// <summary><c>$skip</c>: number of rows to skip; 0 when there is none.</summary>
    public int Skip { get; }

    /// <summary><c>$skiptoken</c> without the value of <c>now()</c>; null for the first page.</summary>
    public string? SkipToken { get; }

    /// <summary>Whether <c>$count</c> requests the number of all rows.</summary>
    public bool WantsCount { get; }

    /// <summary>The value of <c>now()</c>, which is the same on all pages.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Whether the response depends on the time.</summary>
    public bool UsesNow => _texts.Values.Any(text => text.Contains("now(", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the response has groups, computed columns or an order of expressions instead of rows of the entity set.</summary>
    public bool IsTable => Apply is not null || Compute is not null || OrderBy.Any(step => !IsProperty(step.Expression));

    /// <summary>The paths of the properties in <c>$orderby</c>; empty text for other expressions.</summary>
    public IReadOnlyList<(string Property, bool Descending)> OrderByPaths =>
        [.. OrderBy.Select(step => (PathOf(step.Expression), step.Descending))];

    /// <summary>Whether the request has options that apply only to sets of rows, not to one row.</summary>
    public bool HasSetOptions =>
        _texts.Keys.Any(option =>
            option is "$filter" or "$orderby" or "$top" or "$skip" or "$count" or "$skiptoken" or "$search" or "$apply" or "$compute"
        ) || SearchText is not null;

    private string? SearchText { get; }

    /// <summary>Identifies set, columns and order of the rows, so that a token is valid only for the same request.</summary>
    public string Signature =>
        string.Join(
            '\n',
            Name,
            SearchText,
            _texts.GetValueOrDefault("$apply"),
            _texts.GetValueOrDefault("$compute"),
            _texts.GetValueOrDefault("$orderby")
        );

    /// <summary>Returns the value of an alias; null for an alias without a value.</summary>
    internal SingleValueNode? Alias(string alias) => _parser.ParameterAliasNodes.TryGetValue(alias, out var value) ? value : null;

    /// <summary>Returns the names of a path, separated by slashes; empty for other expressions.</summary>
    internal static string PathOf(QueryNode node) =>
        node switch
        {
            SingleValuePropertyAccessNode { Source: SingleNavigationNode navigation } property =>
                $"{PathOf(navigation)}/{property.Property.Name}",
            SingleValuePropertyAccessNode property => property.Property.Name,
            SingleValueOpenPropertyAccessNode property => property.Name,
            SingleNavigationNode { Source: SingleNavigationNode outer } navigation =>
                $"{PathOf(outer)}/{navigation.NavigationProperty.Name}",
            SingleNavigationNode navigation => navigation.NavigationProperty.Name,
            _ => "",
        };

    /// <summary>Counts a node of an expression.</summary>
    /// <exception cref="ODataRequestException">The expressions of the request have too many nodes.</exception>
    internal void CountNode(string option)
    {
        if (++_nodes > Limits.MaxFilterNodes)
        {
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"{option}: The expressions have more than {Limits.MaxFilterNodes} operands (OData:MaxFilterNodes). "
                    + "Use fewer operands, or 'in' for many values of one property."
            );
        }
    }

    /// <summary>Counts the values of a list.</summary>
    /// <exception cref="ODataRequestException">The lists of the request have too many values.</exception>
    internal void CountValues(string option, int count)
    {
        if ((_values += count) > Limits.MaxListValues)
        {
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"{option}: The lists have more than {Limits.MaxListValues} values together (OData:MaxListValues). Send several requests."
            );
        }
    }

    /// <summary>Creates the error of a query option.</summary>
    internal ODataRequestException Error(string option, QueryException exception) =>
        new(exception.IsSupported ? ODataErrorCodes.InvalidQuery : ODataErrorCodes.NotImplemented, $"{option}: {exception.Message}");

    private static bool IsProperty(QueryNode node) => node is SingleValuePropertyAccessNode { Source: ResourceRangeVariableReferenceNode };

    private IEnumerable<(SingleValueNode, bool)> Steps(OrderByClause? clause)
    {
        for (var count = 1; clause is not null; clause = clause.ThenBy, count++)
        {
            if (count > Limits.MaxOrderByProperties)
                throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"$orderby: The maximum is {Limits.MaxOrderByProperties} expressions (OData:MaxOrderByProperties)."
                );
            yield return (clause.Expression, clause.Direction == OrderByDirection.Descending);
        }
    }

    private int? Number(string option, Func<long?> parse) =>
        Parse(option, () => (object?)parse()) switch
        {
            null => null,
            long and <= int.MaxValue and var number => (int)number,
            _ => throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"{option} must be a whole number from 0 to {int.MaxValue}."
            ),
        };

    /// <exception cref="ODataRequestException">The option cannot be parsed.</exception>
    private T? Parse<T>(string option, Func<T?> parse)
        where T : class
    {
        try
        {
            return parse();
        }
        // The library throws exceptions of many kinds for unexpected text.
        catch (Exception exception) when (exception is not ODataRequestException)
        {
            if (_texts.TryGetValue(option.Split(' ')[^1], out var text) && LibraryMessages.NotSupported(option, text) is { } notSupported)
                throw new ODataRequestException(ODataErrorCodes.NotImplemented, $"{option}: {notSupported}");
            var message = exception is ODataException ? LibraryMessages.Rewrite(exception.Message) : "The expression cannot be read.";
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{option}: {message}");
        }
    }

    /// <summary>Matches the aliases of lists, which the library does not support, and texts in quotes, which are skipped.</summary>
    [GeneratedRegex(@"'(?:[^']|'')*'|\bin\s+(?<alias>@\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex AliasInList();
}
