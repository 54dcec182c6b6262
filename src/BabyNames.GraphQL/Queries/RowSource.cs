using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>The rows that a connection is over: a query, and apart from it the values that it is asked with. Queries that differ
/// in their values alone are compiled once.</summary>
public sealed class RowSource<T>
    where T : class
{
    /// <param name="query">From the context, and then the values, to <c>IQueryable&lt;T&gt;</c>; kept by whoever gives it, as requests
    /// are of one kind when they have the same one.</param>
    /// <param name="values">Of its parameters after the first, of their types.</param>
    public RowSource(LambdaExpression query, params object[] values)
        : this(query, isKept: true, values) { }

    private RowSource(LambdaExpression query, bool isKept, object[] values) => (Query, IsKept, Values) = (query, isKept, values);

    internal LambdaExpression Query { get; }

    internal IReadOnlyList<object> Values { get; }

    /// <summary>Whether a compiled query may be kept for the next request.</summary>
    internal bool IsKept { get; }

    private Func<int, RowSource<T>>? FirstRows { get; init; }

    /// <summary>The rows, to be read once.</summary>
    public IQueryable<T> Rows<TContext>(TContext database)
        where TContext : DbContext =>
        (IQueryable<T>)
            ((IQueryable)database.Set<T>()).Provider.CreateQuery(ToExpression<TContext>(Expression.Constant(database), Parameter.Create));

    /// <param name="parameter">Stands for each value.</param>
    internal Expression ToExpression<TContext>(Expression database, ParameterFactory parameter)
    {
        Expression[] given = [database, .. Values.Select((value, i) => parameter(value, Query.Parameters[i + 1].Type))];
        return new Replace<TContext>(Query.Parameters, given).Visit(Query.Body);
    }

    /// <summary>Rows of which no two requests are alike, or that hold values as raw SQL does.</summary>
    /// <param name="first">The first rows, where they are found without the others. They are asked for in the default order of the
    /// connection, which must be its only one.</param>
    public static RowSource<T> Once<TContext>(IQueryable<T> rows, Func<int, IQueryable<T>>? first = null) =>
        new(Expression.Lambda(rows.Expression, Expression.Parameter(typeof(TContext), "database")), isKept: false, [])
        {
            FirstRows = first is null ? null : count => Once<TContext>(first(count)),
        };

    /// <summary>All rows, or at least the first ones.</summary>
    internal RowSource<T> First(int count) => FirstRows?.Invoke(count) ?? this;

    private sealed class Replace<TContext>(IReadOnlyList<ParameterExpression> from, Expression[] to) : DetachedRoots
    {
        protected override Expression VisitParameter(ParameterExpression node)
        {
            for (var i = 0; i < to.Length; i++)
            {
                if (from[i] == node)
                    return to[i];
            }
            return node;
        }

        /// <summary>A set of a context that is there already is the query that it stands for.</summary>
        protected override Expression VisitMember(MemberExpression node) =>
            base.VisitMember(node) switch
            {
                MemberExpression { Member: PropertyInfo property, Expression: ConstantExpression { Value: TContext database } } member =>
                    property.GetValue(database) is IQueryable rows ? Visit(rows.Expression) : member,
                var other => other,
            };
    }
}
