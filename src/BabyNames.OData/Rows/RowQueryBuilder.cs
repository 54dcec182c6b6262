using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Applies the query options of a request to the rows of a set: <c>$apply</c>, then <c>$compute</c>, then
/// <c>$filter</c>.</summary>
internal sealed class RowQueryBuilder(QueryOptions query)
{
    private const int MaxKeys = 16;

    /// <summary>Applies the options.</summary>
    /// <exception cref="ODataRequestException">A transformation is not supported, or a limit is exceeded.</exception>
    /// <exception cref="NotInTotalsException">The rows are totals that do not have the requested values.</exception>
    public RowQuery Build(RowQuery rows)
    {
        if (query.Apply is { } apply)
            rows = Run("$apply", () => apply.Transformations.Aggregate(rows, Transform));
        if (rows.IsTotals)
            throw new NotInTotalsException();
        if (query.Compute is { } compute)
            rows = Run("$compute", () => Compute(rows, compute.ComputedItems, "$compute"));
        return query.Filter is { } filter ? Run("$filter", () => rows.Where(Read(filter.Expression, rows, "$filter"))) : rows;
    }

    /// <summary>Returns the requested order.</summary>
    /// <param name="defaultOrder">The order if the request has none, by a property of the row class.</param>
    public RowOrder Order(RowQuery rows, (string Property, bool Descending)? defaultOrder = null) =>
        query.OrderBy.Count == 0 && defaultOrder is { } property
            ? new([new(rows.Find(property.Property)!, property.Descending)], rows.Key)
            : new([.. query.OrderBy.Select(step => new OrderStep(ReadOrder(step.Expression, rows), step.Descending))], rows.Key);

    private Term ReadOrder(QueryNode node, RowQuery rows) =>
        Read(node, rows, "$orderby") is { IsNull: false } term ? term : throw Error("$orderby", "Rows cannot be sorted by null.");

    private RowQuery Transform(RowQuery rows, TransformationNode step) =>
        step switch
        {
            FilterTransformationNode filter => rows.Where(Read(filter.FilterClause.Expression, rows, "$apply")),
            ComputeTransformationNode compute => Compute(rows, compute.Expressions, "$apply"),
            AggregateTransformationNode aggregate => rows.GroupBy([], Aggregates(rows, aggregate)),
            GroupByTransformationNode group => rows.GroupBy(
                Keys(rows, group),
                group.ChildTransformations switch
                {
                    null => [],
                    AggregateTransformationNode aggregate => Aggregates(rows, aggregate),
                    _ => throw Error(
                        "$apply",
                        "Within groupby only aggregate is supported. Filter the rows before groupby.",
                        isSupported: false
                    ),
                }
            ),
            _ => throw Error(
                "$apply",
                $"{step.Kind} is not supported. Supported are {LibraryMessages.Transformations}.",
                isSupported: false
            ),
        };

    private RowQuery Compute(RowQuery rows, IEnumerable<ComputeExpression> items, string option) =>
        rows.Compute([
            .. items.Select(item =>
                Read(item.Expression, rows, option) is { IsNull: false } term
                    ? new Computed(item.Alias, term)
                    : throw Error(option, $"{item.Alias} is null, which has no type. Compute a value.")
            ),
        ]);

    private List<Column> Keys(RowQuery rows, GroupByTransformationNode group)
    {
        var paths = group.GroupingProperties.SelectMany(property => Paths(property, "")).ToList();
        if (paths.GroupBy(path => path).FirstOrDefault(path => path.Count() > 1) is { Key: { } repeated })
            throw Error("$apply", $"groupby has {repeated} twice.");
        if (paths.Count > MaxKeys)
            throw Error("$apply", $"groupby has {paths.Count} properties; at most {MaxKeys} are allowed.");
        return paths.ConvertAll(path => rows.Find(path) ?? throw Error("$apply", $"The rows have no column {path} to group by."));
    }

    private static IEnumerable<string> Paths(GroupByPropertyNode property, string prefix) =>
        property.ChildTransformations.Count == 0
            ? [prefix + property.Name]
            : property.ChildTransformations.SelectMany(child => Paths(child, $"{prefix}{property.Name}/"));

    private List<Aggregate> Aggregates(RowQuery rows, AggregateTransformationNode node) =>
        [
            .. node.AggregateExpressions.Select(expression =>
            {
                if (expression is not AggregateExpression aggregate)
                    throw Error("$apply", "Values of related entities cannot be aggregated.", isSupported: false);
                var method = aggregate.Method switch
                {
                    AggregationMethod.VirtualPropertyCount => AggregateMethod.Count,
                    AggregationMethod.Sum => AggregateMethod.Sum,
                    AggregationMethod.Average => AggregateMethod.Average,
                    AggregationMethod.Min => AggregateMethod.Min,
                    AggregationMethod.Max => AggregateMethod.Max,
                    AggregationMethod.CountDistinct => AggregateMethod.CountDistinct,
                    _ => throw Error(
                        "$apply",
                        $"The aggregation method {aggregate.MethodDefinition.MethodLabel} is not supported. "
                            + "Supported are sum, min, max, average and countdistinct.",
                        isSupported: false
                    ),
                };
                return new Aggregate(
                    aggregate.Alias,
                    method,
                    method == AggregateMethod.Count ? null : Read(aggregate.Expression, rows, "$apply")
                );
            }),
        ];

    private Term Read(QueryNode node, RowQuery rows, string option) => new TermReader(query, rows, option).Read(node);

    private ODataRequestException Error(string option, string message, bool isSupported = true) =>
        query.Error(option, new(message, isSupported));

    private RowQuery Run(string option, Func<RowQuery> step)
    {
        try
        {
            return step();
        }
        catch (QueryException exception)
        {
            throw query.Error(option, exception);
        }
    }
}
