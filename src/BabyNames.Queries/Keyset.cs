using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>Keyset pagination: a page begins after the values of the last row of the page before, instead of at a number of rows. Page
/// 10,000 takes as long as page 1, and a row that is inserted between two pages does not move the others.</summary>
/// <remarks>
/// If all directions are the same and no column is nullable, the condition compares rows, <c>(a, b) > (@a, @b)</c>, for which PostgreSQL
/// uses an index: 1 ms at any depth of 600,000 rows, while OFFSET takes 325 ms and the OR form 395 ms. Otherwise the condition has the OR
/// form, with a bound on the first column.
/// </remarks>
public static class Keyset
{
    // The maximum of ValueTuple.Create.
    private const int MaxTupleSize = 7;

    // Stored, because reflection takes 25 us for each method, and a page needs one for each column of its order.
    private static readonly Dictionary<string, MethodInfo> SortMethods = typeof(Queryable)
        .GetMethods()
        .Where(method =>
            method.Name is "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" && method.GetParameters().Length == 2
        )
        .ToDictionary(method => method.Name);
    private static readonly MethodInfo[] TupleMethods =
    [
        .. typeof(ValueTuple)
            .GetMethods()
            .Where(method => method.Name == nameof(ValueTuple.Create))
            .OrderBy(method => method.GetGenericArguments().Length),
    ];
    private static readonly MethodInfo IsLess = Comparison(nameof(NpgsqlDbFunctionsExtensions.LessThan));
    private static readonly MethodInfo IsGreater = Comparison(nameof(NpgsqlDbFunctionsExtensions.GreaterThan));

    /// <summary>Sorts rows by the keys.</summary>
    /// <param name="reverse">Whether to reverse all directions.</param>
    public static IQueryable<T> Order<T>(IQueryable<T> rows, IReadOnlyList<KeysetKey> keys, bool reverse) =>
        rows.Provider.CreateQuery<T>(Order<T>(rows.Expression, keys, reverse));

    /// <inheritdoc cref="Order{T}(IQueryable{T}, IReadOnlyList{KeysetKey}, bool)"/>
    public static Expression Order<T>(Expression rows, IReadOnlyList<KeysetKey> keys, bool reverse) =>
        Order(rows, typeof(T), keys, reverse);

    /// <inheritdoc cref="Order{T}(IQueryable{T}, IReadOnlyList{KeysetKey}, bool)"/>
    /// <param name="type">Type of the rows.</param>
    internal static Expression Order(Expression rows, Type type, IReadOnlyList<KeysetKey> keys, bool reverse = false)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var method = SortMethods[(i == 0 ? "OrderBy" : "ThenBy") + (keys[i].Descending != reverse ? "Descending" : "")];
            rows = Expression.Call(method.MakeGenericMethod(type, keys[i].Selector.ReturnType), rows, Expression.Quote(keys[i].Selector));
        }
        return rows;
    }

    /// <summary>Returns the condition for the rows after the row with these values.</summary>
    /// <param name="values">A value for each key, of the type of the key.</param>
    /// <param name="reverse">Whether to return the rows before instead.</param>
    public static Expression<Func<T, bool>> After<T>(IReadOnlyList<KeysetKey> keys, IReadOnlyList<object?> values, bool reverse) =>
        After<T>(keys, values, reverse, Parameter.Create);

    /// <inheritdoc cref="After{T}(IReadOnlyList{KeysetKey}, IReadOnlyList{object}, bool)"/>
    /// <param name="parameter">Creates the expression of each value that is not null. It is called once for each.</param>
    public static Expression<Func<T, bool>> After<T>(
        IReadOnlyList<KeysetKey> keys,
        IReadOnlyList<object?> values,
        bool reverse,
        ParameterFactory parameter
    ) => (Expression<Func<T, bool>>)After(typeof(T), keys, values, reverse, parameter);

    /// <inheritdoc cref="After{T}(IReadOnlyList{KeysetKey}, IReadOnlyList{object}, bool)"/>
    /// <param name="type">Type of the rows.</param>
    internal static LambdaExpression After(Type type, IReadOnlyList<KeysetKey> keys, IReadOnlyList<object?> values) =>
        After(type, keys, values, reverse: false, Parameter.Create);

    private static LambdaExpression After(
        Type type,
        IReadOnlyList<KeysetKey> keys,
        IReadOnlyList<object?> values,
        bool reverse,
        ParameterFactory parameter
    )
    {
        var row = Expression.Parameter(type, "e");
        var columns = keys.Select(
                (key, i) =>
                    new Column(
                        ParameterReplacer.Replace(key.Selector, row),
                        values[i] is { } value ? parameter(value, key.Selector.ReturnType) : null,
                        key.Descending != reverse,
                        key.IsNullable
                    )
            )
            .ToList();
        var canCompareRows =
            columns.Count is > 1 and <= MaxTupleSize
            && columns.All(column => column.Descending == columns[0].Descending && !column.IsNullable);
        return Expression.Lambda(canCompareRows ? CompareRows(columns) : CompareColumns(columns), row);
    }

    private static MethodCallExpression CompareRows(List<Column> columns) =>
        Expression.Call(
            columns[0].Descending ? IsLess : IsGreater,
            Expression.Constant(EF.Functions),
            Tuple(columns.Select(column => column.Expression)),
            Tuple(columns.Select(column => column.Value!))
        );

    private static MethodInfo Comparison(string name) =>
        typeof(NpgsqlDbFunctionsExtensions).GetMethod(name, [typeof(DbFunctions), typeof(ITuple), typeof(ITuple)])!;

    private static UnaryExpression Tuple(IEnumerable<Expression> values)
    {
        Expression[] all = [.. values];
        return Expression.Convert(
            Expression.Call(TupleMethods[all.Length].MakeGenericMethod([.. all.Select(value => value.Type)]), all),
            typeof(ITuple)
        );
    }

    private static Expression CompareColumns(List<Column> columns)
    {
        Expression? after = null;
        for (var i = columns.Count - 1; i >= 0; i--)
        {
            var isAfter = columns[i].IsAfter();
            after = after is null ? isAfter : Expression.OrElse(isAfter, Expression.AndAlso(columns[i].IsEqual(), after));
        }
        // The bound on the first column is the condition for the index; the OR form has none.
        return columns.Count == 1 || columns[0].IsNullable ? after! : Expression.AndAlso(columns[0].IsAfterOrEqual(), after!);
    }

    private sealed record Column(Expression Expression, Expression? Value, bool Descending, bool IsNullable)
    {
        private static readonly MethodInfo CompareText = typeof(string).GetMethod(
            nameof(string.Compare),
            [typeof(string), typeof(string)]
        )!;

        public Expression IsEqual() => Value is null ? IsNull() : Expression.Equal(Expression, Value);

        public Expression IsAfter()
        {
            if (Value is null)
                return Descending ? Expression.Not(IsNull()) : Expression.Constant(false);
            var isAfter = Compare(Descending ? ExpressionType.LessThan : ExpressionType.GreaterThan);
            return IsNullable && !Descending ? Expression.OrElse(isAfter, IsNull()) : isAfter;
        }

        /// <summary>Only for a column that is not nullable. It is one comparison, because PostgreSQL uses an index for <c>a &lt;= @a</c>
        /// and not for <c>a &lt; @a OR a = @a</c>.</summary>
        public Expression IsAfterOrEqual() => Compare(Descending ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThanOrEqual);

        private BinaryExpression Compare(ExpressionType type) =>
            Expression.Type == typeof(string)
                ? Expression.MakeBinary(type, Expression.Call(CompareText, Expression, Value!), Expression.Constant(0))
                : Expression.MakeBinary(type, Expression, Value!);

        private BinaryExpression IsNull() =>
            IsNullable && (!Expression.Type.IsValueType || Nullable.GetUnderlyingType(Expression.Type) is not null)
                ? Expression.Equal(Expression, Expression.Constant(null, Expression.Type))
                : Expression.Equal(Expression.Constant(0), Expression.Constant(1));
    }
}
