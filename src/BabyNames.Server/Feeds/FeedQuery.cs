using Microsoft.AspNetCore.OData.Query;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds;

/// <summary>What one request asks of a feed: its query options, parsed and within the limits.</summary>
internal sealed class FeedQuery
{
    private readonly ODataQueryOptions _options;
    private readonly ODataQuerySettings _settings;

    /// <exception cref="FeedException">An order that is not by properties.</exception>
    /// <exception cref="Microsoft.OData.ODataException">An option that cannot be read, or is beyond a limit.</exception>
    public FeedQuery(IEdmModel model, IEdmEntitySet set, Type row, ODataPath path, HttpRequest request, ODataLimits limits)
    {
        (Model, Set) = (model, set);
        _options = new(new(model, row, path), request);
        _options.Validate(new()
        {
            MaxNodeCount = limits.FilterNodes,
            MaxOrderByNodeCount = limits.OrderByProperties,
            MaxFunctionCallDepth = limits.FunctionDepth,
            MaxExpansionDepth = 1,
        });
        FilterLimits.CheckLists(_options.Filter?.FilterClause);
        _settings = new() { HandleNullPropagation = HandleNullPropagationOption.False, MaxFunctionCallDepth = limits.FunctionDepth };
        OrderedBy = FeedOrder.Asked(_options.OrderBy?.OrderByClause).Select(step => (step.Property.Name, step.Descending)).ToList();
        Order = FeedOrder.Of(model, set, row, _options.OrderBy?.OrderByClause);
        PageSize = CsvWriter.IsAsked(request) ? CsvWriter.MostRows : Math.Min(limits.PageSize, PagePreference.Of(request) ?? limits.PageSize);
    }

    public IEdmModel Model { get; }

    public IEdmEntitySet Set { get; }

    public FeedOrder Order { get; }

    /// <summary>What is asked for, without the key after it: properties, each with whether it goes down.</summary>
    public IReadOnlyList<(string Property, bool Descending)> OrderedBy { get; }

    /// <summary>Of <c>$filter</c>; null for none.</summary>
    public QueryNode? Condition => _options.Filter?.FilterClause.Expression;

    public int PageSize { get; }

    public SelectExpandClause? Selection => _options.SelectExpand?.SelectExpandClause;

    public SearchClause? Search => _options.Search?.SearchClause;

    public int? Top => _options.Top?.Value;

    public int Skip => _options.Skip?.Value ?? 0;

    public string? SkipToken => _options.SkipToken?.RawValue;

    public bool WantsCount => _options.Count?.Value == true;

    /// <summary>Whether anything is asked for that one row cannot answer.</summary>
    public bool IsOverRows => _options is not { Filter: null, OrderBy: null, Top: null, Skip: null, Count: null, SkipToken: null, Search: null, Apply: null, Compute: null };

    /// <param name="names">As in <see cref="CaseFunctions"/>.</param>
    public IQueryable<T> Filter<T>(IQueryable<T> rows, IQueryable<string>? names)
    {
        if (_options.Filter is not { } filter)
            return rows;
        var condition = new ShortPaths(Model, Set.EntityType).Visit(filter.ApplyTo(rows, _settings).Expression);
        return rows.Provider.CreateQuery<T>(new CaseFunctions(names).Visit(condition));
    }
}
