using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Makes the rows that a request asks for out of those of the set: <c>$apply</c>, then <c>$compute</c>, then <c>$filter</c>.</summary>
internal sealed class RowQueryBuilder(QueryOptions query)
{
    private const int MaxKeys = 16;

    /// <exception cref="ODataRequestException">A transformation that is not supported, or a limit that is exceeded.</exception>
    /// <exception cref="NotInTotalsException">The rows are totals that do not have the answer.</exception>
    public RowQuery Of(RowQuery rows)
    {
        if (query.Apply is { } apply)
            rows = In("$apply", () => apply.Transformations.Aggregate(rows, Transform));
        if (rows.IsTotals)
            throw new NotInTotalsException();
        if (query.Compute is { } compute)
            rows = In("$compute", () => Compute(rows, compute.ComputedItems, "$compute"));
        return query.Filter is { } filter ? In("$filter", () => rows.Where(Read(filter.Expression, rows, "$filter"))) : rows;
    }

    /// <summary>The order that is asked for.</summary>
    /// <param name="otherwise">The order if none is asked for, by a property of the class.</param>
    public RowOrder Order(RowQuery rows, (string Property, bool Descending)? otherwise = null) =>
        query.OrderBy.Count == 0 && otherwise is { } step
            ? new([new(rows.Find(step.Property)!, step.Descending)], rows.Key)
            : new([.. query.OrderBy.Select(asked => new OrderStep(SortedBy(asked.Expression, rows), asked.Descending))], rows.Key);

    private Term SortedBy(QueryNode node, RowQuery rows) =>
        Read(node, rows, "$orderby") is { IsNull: false } term ? term : throw Fault("$orderby", "Rows are sorted by values, not by null.");

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
                    _ => throw Fault("$apply", "Within groupby only aggregate is supported. Filter before it.", isSupported: false),
                }
            ),
            _ => throw Fault(
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
                    : throw Fault(option, $"{item.Alias} has no type: compute a value, not null.")
            ),
        ]);

    private List<Column> Keys(RowQuery rows, GroupByTransformationNode group)
    {
        var paths = group.GroupingProperties.SelectMany(property => Paths(property, "")).ToList();
        if (paths.GroupBy(path => path).FirstOrDefault(path => path.Count() > 1) is { Key: { } twice })
            throw Fault("$apply", $"Rows are grouped by {twice} twice.");
        if (paths.Count > MaxKeys)
            throw Fault("$apply", $"Rows are grouped by {MaxKeys} properties at most.");
        return paths.ConvertAll(path => rows.Find(path) ?? throw Fault("$apply", $"The rows have no column {path} to group by."));
    }

    private static IEnumerable<string> Paths(GroupByPropertyNode property, string before) =>
        property.ChildTransformations.Count == 0
            ? [before + property.Name]
            : property.ChildTransformations.SelectMany(child => Paths(child, $"{before}{property.Name}/"));

    private List<Aggregate> Aggregates(RowQuery rows, AggregateTransformationNode node) =>
        [
            .. node.AggregateExpressions.Select(of =>
            {
                if (of is not AggregateExpression aggregate)
                    throw Fault("$apply", "Values of other entities cannot be aggregated within a row.", isSupported: false);
                var method = aggregate.Method switch
                {
                    AggregationMethod.VirtualPropertyCount => AggregateMethod.Count,
                    AggregationMethod.Sum => AggregateMethod.Sum,
                    AggregationMethod.Average => AggregateMethod.Average,
                    AggregationMethod.Min => AggregateMethod.Min,
                    AggregationMethod.Max => AggregateMethod.Max,
                    AggregationMethod.CountDistinct => AggregateMethod.CountDistinct,
                    _ => throw Fault(
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

    private ODataRequestException Fault(string option, string message, bool isSupported = true) =>
        query.Fault(option, new(message, isSupported));

    private RowQuery In(string option, Func<RowQuery> make)
    {
        try
        {
            return make();
        }
        catch (QueryException exception)
        {
            throw query.Fault(option, exception);
        }
    }
}
