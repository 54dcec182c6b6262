using System.Text.RegularExpressions;
using BabyNames.Queries;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace BabyNames.ODataEngine.Requests;

/// <summary>What one request asks of an entity set: its query options, each parsed once by the OData library.</summary>
public sealed partial class QueryOptions
{
    /// <summary>Page size of CSV. One more is still a number.</summary>
    private const int AllRows = int.MaxValue - 1;

    private readonly Dictionary<string, string> _texts;
    private readonly ODataQueryOptionParser _parser;
    private int _nodes;
    private int _values;

    /// <param name="name">Name of the entity set or function.</param>
    /// <param name="type">Type of its rows.</param>
    /// <param name="source">The entity set of the rows; null where no set has them.</param>
    /// <exception cref="ODataRequestException">An option that cannot be read, or is beyond a limit.</exception>
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
        SearchText = SearchStep.Take(_texts);
        foreach (var option in new[] { "$filter", "$apply", "$compute", "$orderby" }.Where(_texts.ContainsKey))
            _texts[option] = AliasInList()
                .Replace(
                    _texts[option],
                    list => _texts.TryGetValue(list.Groups["alias"].Value, out var value) ? $"in {value}" : list.Value
                );
        // A list may stand in many places.
        if (_texts.Values.Sum(text => text.Length) > 10 * limits.MaxUriLength)
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The lists that aliases stand for are too long together. Compare with each list once."
            );
        _parser = new(model, type, source, _texts) { Resolver = new ODataUriResolver { EnableCaseInsensitive = true } };
        _parser.Settings.MaximumExpansionDepth = 1;
        // In this order: each knows the columns that those before it make.
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
                $"$skip is {limits.MaxSkip} at most (OData:MaxSkip): follow @odata.nextLink, or ask with $filter for what comes after."
            );
        WantsCount = Parse("$count", () => (object?)_parser.ParseCount()) is true;
        PageSize = Preferences.WantsCsv(request)
            ? AllRows
            : Math.Min(limits.MaxPageSize, Preferences.MaxPageSize(request) ?? limits.MaxPageSize);
        (Now, SkipToken) = (now, _texts.GetValueOrDefault("$skiptoken"));
        if (UsesNow && SkipToken is not null)
            (Now, SkipToken) = Requests.SkipToken.Moment(SkipToken);
    }

    public IEdmModel Model { get; }

    public string Name { get; }

    public IEdmStructuredType Type { get; }

    public IEdmNavigationSource? Source { get; }

    internal ODataLimits Limits { get; }

    /// <summary>A column that joins two others; null for none.</summary>
    internal JoinedColumn? Joined { get; init; }

    public ApplyClause? Apply { get; }

    public ComputeClause? Compute { get; }

    public FilterClause? Filter { get; }

    /// <summary>What is asked for, without the key after it.</summary>
    public IReadOnlyList<(SingleValueNode Expression, bool Descending)> OrderBy { get; }

    /// <summary><c>$select</c> and <c>$expand</c>; null for every property.</summary>
    public SelectExpandClause? Selection { get; }

    public SearchClause? Search { get; }

    public int PageSize { get; }

    /// <summary>Whether the answer has all rows, and no pages.</summary>
    public bool IsWithoutPages => PageSize == AllRows;

    public int? Top { get; }

    public int Skip { get; }

    public string? SkipToken { get; }

    public bool WantsCount { get; }

    /// <summary>The value of <c>now()</c>: one for all pages of an answer.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Whether the answer depends on the time.</summary>
    public bool UsesNow => _texts.Values.Any(text => text.Contains("now(", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the rows of the answer are other than those of the entity set, or sorted by expressions.</summary>
    public bool IsTable => Apply is not null || Compute is not null || OrderBy.Any(step => !IsProperty(step.Expression));

    /// <summary>The order that is asked for, by properties.</summary>
    public IReadOnlyList<(string Property, bool Descending)> OrderedBy =>
        [.. OrderBy.Select(step => (PathOf(step.Expression), step.Descending))];

    /// <summary>Whether anything is asked for that one row cannot answer.</summary>
    public bool IsOverRows =>
        _texts.Keys.Any(option =>
            option is "$filter" or "$orderby" or "$top" or "$skip" or "$count" or "$skiptoken" or "$search" or "$apply" or "$compute"
        ) || SearchText is not null;

    private string? SearchText { get; }

    /// <summary>Identifies the rows of the answer, for tokens.</summary>
    public string Signature =>
        string.Join(
            '\n',
            Name,
            SearchText,
            _texts.GetValueOrDefault("$apply"),
            _texts.GetValueOrDefault("$compute"),
            _texts.GetValueOrDefault("$orderby")
        );

    /// <returns>Null for an alias without a value.</returns>
    internal SingleValueNode? Alias(string alias) => _parser.ParameterAliasNodes.TryGetValue(alias, out var value) ? value : null;

    /// <summary>Names of a path, with slashes between them.</summary>
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

    /// <exception cref="ODataRequestException">The expressions of the request have too many nodes.</exception>
    internal void CountNode(string option)
    {
        if (++_nodes > Limits.MaxFilterNodes)
        {
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"{option}: The expressions have more than {Limits.MaxFilterNodes} operands (OData:MaxFilterNodes). "
                    + "Ask for fewer, or with 'in' for many values of one property."
            );
        }
    }

    /// <exception cref="ODataRequestException">The lists of the request have too many values.</exception>
    internal void CountValues(string option, int count)
    {
        if ((_values += count) > Limits.MaxListValues)
        {
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"{option}: The lists have more than {Limits.MaxListValues} values together (OData:MaxListValues). Ask in several requests."
            );
        }
    }

    internal ODataRequestException Fault(string option, QueryException exception) =>
        new(exception.IsSupported ? ODataErrorCodes.InvalidQuery : ODataErrorCodes.NotImplemented, $"{option}: {exception.Message}");

    private static bool IsProperty(QueryNode node) => node is SingleValuePropertyAccessNode { Source: ResourceRangeVariableReferenceNode };

    private IEnumerable<(SingleValueNode, bool)> Steps(OrderByClause? clause)
    {
        for (var count = 1; clause is not null; clause = clause.ThenBy, count++)
        {
            if (count > Limits.MaxOrderByProperties)
                throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"$orderby: Rows are sorted by {Limits.MaxOrderByProperties} expressions at most (OData:MaxOrderByProperties)."
                );
            yield return (clause.Expression, clause.Direction == OrderByDirection.Descending);
        }
    }

    private int? Number(string option, Func<long?> parse) =>
        Parse(option, () => (object?)parse()) switch
        {
            null => null,
            long and <= int.MaxValue and var number => (int)number,
            _ => throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{option} is a whole number, not negative and of 32 bits."),
        };

    /// <exception cref="ODataRequestException">The option cannot be read.</exception>
    private T? Parse<T>(string option, Func<T?> parse)
        where T : class
    {
        try
        {
            return parse();
        }
        // The library throws many kinds for texts that it does not expect.
        catch (Exception exception) when (exception is not ODataRequestException)
        {
            if (_texts.TryGetValue(option.Split(' ')[^1], out var text) && LibraryMessages.NotSupported(option, text) is { } notSupported)
                throw new ODataRequestException(ODataErrorCodes.NotImplemented, $"{option}: {notSupported}");
            var message = exception is ODataException ? LibraryMessages.Plain(exception.Message) : "The expression cannot be read.";
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"{option}: {message}");
        }
    }

    /// <summary>The library does not know aliases there. Texts in quotes are passed over.</summary>
    [GeneratedRegex(@"'(?:[^']|'')*'|\bin\s+(?<alias>@\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex AliasInList();
}
