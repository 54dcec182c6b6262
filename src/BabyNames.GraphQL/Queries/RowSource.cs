using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Queries;

/// <summary>The rows of a connection: a query with its values apart, so that queries that differ only in values are compiled
/// once.</summary>
/// <typeparam name="T">Class of the rows.</typeparam>
public sealed class RowSource<T>
    where T : class
{
    /// <summary>Creates a source whose query is compiled.</summary>
    /// <param name="query">A function from the context and the values to <c>IQueryable&lt;T&gt;</c>. The caller must pass the same instance
    /// each time, because it identifies the compiled query.</param>
    /// <param name="values">The values of the parameters after the context, of the types of the parameters.</param>
    public RowSource(LambdaExpression query, params object[] values)
        : this(query, isCacheable: true, values) { }

    private RowSource(LambdaExpression query, bool isCacheable, object[] values) =>
        (Query, IsCacheable, Values) = (query, isCacheable, values);

    internal LambdaExpression Query { get; }

    internal IReadOnlyList<object> Values { get; }

    /// <summary>Whether the query may be compiled and cached.</summary>
    internal bool IsCacheable { get; }

    private Func<int, RowSource<T>>? FirstRows { get; init; }

    /// <summary>Returns the rows as a query of a context.</summary>
    public IQueryable<T> Rows<TContext>(TContext database)
        where TContext : DbContext =>
        (IQueryable<T>)
            ((IQueryable)database.Set<T>()).Provider.CreateQuery(ToExpression<TContext>(Expression.Constant(database), Parameter.Create));

    /// <summary>Returns the expression of the rows.</summary>
    /// <param name="parameter">Creates the expression of each value.</param>
    internal Expression ToExpression<TContext>(Expression database, ParameterFactory parameter)
    {
        Expression[] arguments = [database, .. Values.Select((value, i) => parameter(value, Query.Parameters[i + 1].Type))];
        return new ArgumentReplacer<TContext>(Query.Parameters, arguments).Visit(Query.Body);
    }

    /// <summary>Creates a source whose query is not compiled, for queries that differ in each request or that contain values, as raw SQL
    /// does.</summary>
    /// <param name="rows">The query of all rows.</param>
    /// <param name="first">Returns a faster query of the first rows, by their number; null when there is none. The rows have the default
    /// order of the connection, which must be its only order.</param>
    public static RowSource<T> Uncached<TContext>(IQueryable<T> rows, Func<int, IQueryable<T>>? first = null) =>
        new(Expression.Lambda(rows.Expression, Expression.Parameter(typeof(TContext), "database")), isCacheable: false, [])
        {
            FirstRows = first is null ? null : count => Uncached<TContext>(first(count)),
        };

    /// <summary>Returns a source with at least the first rows.</summary>
    internal RowSource<T> First(int count) => FirstRows?.Invoke(count) ?? this;

    private sealed class ArgumentReplacer<TContext>(IReadOnlyList<ParameterExpression> from, Expression[] to) : DetachedRoots
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

        /// <summary>Replaces a property of a context that is a set by the query of the set.</summary>
        protected override Expression VisitMember(MemberExpression node) =>
            base.VisitMember(node) switch
            {
                MemberExpression { Member: PropertyInfo property, Expression: ConstantExpression { Value: TContext database } } member =>
                    property.GetValue(database) is IQueryable rows ? Visit(rows.Expression) : member,
                var other => other,
            };
    }
}
