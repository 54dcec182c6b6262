using System.Linq.Expressions;
using System.Text;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Sorting;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>One page of a connection as a query: filter, keyset, order, selected columns.</summary>
/// <param name="DistinctValues">All values of a field, where a small query has them.</param>
internal sealed record PageQuery<TContext, T>(
    EntityType Entity,
    RowSource<T> Source,
    Term? Where,
    SortOrder Order,
    PageArguments Page,
    ConnectionSelection Selection,
    Func<string, IQueryable<string>?> DistinctValues
)
    where TContext : DbContext
    where T : class
{
    /// <summary>A limit that stands in the statement itself lets PostgreSQL see that one plan does for all values; it takes one that it does not
    /// know for a tenth of all rows, and plans anew for each request. Few sizes do so: each is a statement of its own.</summary>
    private const int RoundSize = 10;

    // One more than asked for tells whether there is another page.
    private int Take => Page.Size + 1;

    /// <summary>Whether the page has the first rows of all.</summary>
    private bool IsStart => Where is null && Page is { Backward: false, After: null, Before: null };

    private bool IsRound => Page.Size % RoundSize == 0;

    /// <summary>What the query is but for its values.</summary>
    /// <param name="values">Where they go, in the order in which <see cref="Rows"/> asks for them.</param>
    public QueryShape Describe(List<object> values)
    {
        var text = new StringBuilder(Selection.Text).Append('|').Append(Order.Text).Append(Page.Backward ? "|<" : "|>");
        values.AddRange(Source.Values);
        if (Where is not null)
            Condition.Describe(Where, text.Append('|'), values);
        Describe(Page.After, text, values);
        Describe(Page.Before, text, values);
        if (IsRound)
            text.Append(Page.Size);
        else
            values.Add(Take);
        return new(Source.Query, text.ToString());
    }

    /// <summary>The rows of the page, and one more.</summary>
    public Expression Rows(Expression database, ParameterFactory parameter)
    {
        var keys = Order.Keys.Select(key => key.ToKeyset(Entity)).ToList();
        var rows = Filtered(IsStart ? Source.First(Take) : Source, database, parameter);
        if (Page.After is not null)
            rows = Call(nameof(Queryable.Where), rows, Keyset.After<T>(keys, Page.After, reverse: false, parameter));
        if (Page.Before is not null)
            rows = Call(nameof(Queryable.Where), rows, Keyset.After<T>(keys, Page.Before, reverse: true, parameter));
        rows = Call(nameof(Queryable.Select), Keyset.Order<T>(rows, keys, Page.Backward), Selection.ToExpression(Order), typeof(T));
        return Expression.Call(
            typeof(Queryable),
            nameof(Queryable.Take),
            [typeof(T)],
            rows,
            IsRound ? Expression.Constant(Take) : parameter(Take, typeof(int))
        );
    }

    /// <summary>All rows that meet the filter.</summary>
    public Expression Filtered(Expression database, ParameterFactory parameter) => Filtered(Source, database, parameter);

    private Expression Filtered(RowSource<T> source, Expression database, ParameterFactory parameter)
    {
        var rows = source.ToExpression<TContext>(database, parameter);
        return Where is null
            ? rows
            : Call(
                nameof(Queryable.Where),
                rows,
                Condition.ToPredicate(
                    Where,
                    typeof(T),
                    path => EntityPath.Find(Entity, path) with { DistinctValues = DistinctValues(path) },
                    parameter
                )
            );
    }

    private static MethodCallExpression Call(string method, Expression rows, LambdaExpression lambda, params Type[] result) =>
        Expression.Call(typeof(Queryable), method, [typeof(T), .. result], rows, Expression.Quote(lambda));

    private static void Describe(object?[]? cursor, StringBuilder text, List<object> values)
    {
        text.Append('|');
        foreach (var value in cursor ?? [])
        {
            text.Append(value is null ? '~' : '=');
            if (value is not null)
                values.Add(value);
        }
    }
}
