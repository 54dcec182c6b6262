using System.Linq.Expressions;
using System.Text;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Sorting;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>The query of a page: filter, keyset, order and selected columns.</summary>
/// <param name="Entity">The entity of the rows.</param>
/// <param name="Source">The rows of the connection.</param>
/// <param name="Where">The filter; null for all rows.</param>
/// <param name="Order">The order.</param>
/// <param name="Page">Size and position of the page.</param>
/// <param name="Selection">The columns to read.</param>
/// <param name="DistinctValues">Returns a small query of the distinct values of a field; null if there is none.</param>
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
    /// <summary>Page sizes that are a multiple of this number are constants of the statement. With a constant limit PostgreSQL can use one
    /// plan for all values. For a parameter it assumes a tenth of all rows and plans each request again. Other sizes are parameters,
    /// because each constant needs a statement of its own.</summary>
    private const int ConstantSizeStep = 10;

    // One row more tells whether there is another page.
    private int Take => Page.Size + 1;

    /// <summary>Whether the page is the first one without a filter.</summary>
    private bool IsStart => Where is null && Page is { Backward: false, After: null, Before: null };

    private bool HasConstantSize => Page.Size % ConstantSizeStep == 0;

    /// <summary>Returns the shape of the query, without its values.</summary>
    /// <param name="values">The values are added here, in the order in which <see cref="Rows"/> creates their parameters.</param>
    public QueryShape Describe(List<object> values)
    {
        var text = new StringBuilder(Selection.Text).Append('|').Append(Order.Text).Append(Page.Backward ? "|<" : "|>");
        values.AddRange(Source.Values);
        if (Where is not null)
            Condition.Describe(Where, text.Append('|'), values);
        Describe(Page.After, text, values);
        Describe(Page.Before, text, values);
        if (HasConstantSize)
            text.Append(Page.Size);
        else
            values.Add(Take);
        return new(Source.Query, text.ToString());
    }

    /// <summary>Builds the query of the rows of the page and one row more.</summary>
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
            HasConstantSize ? Expression.Constant(Take) : parameter(Take, typeof(int))
        );
    }

    /// <summary>Builds the query of all rows for which the filter is true.</summary>
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
