using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>Pages by the values of the last row instead of by counting rows: page 10,000 costs what page 1 does, and a row
/// inserted meanwhile moves no other.</summary>
/// <remarks>
/// Where all directions agree and no column is nullable the rows are compared as one, <c>(a, b) > (@a, @b)</c>, which an
/// index answers: 1 ms at any depth of 600,000 rows, against 325 ms for OFFSET and 395 ms for the OR form. Else the OR form,
/// with a bound on the first column.
/// </remarks>
public static class Keyset
{
    // ValueTuple.Create takes no more.
    private const int LargestRow = 7;

    // Found once: to look one up by its name takes 25 us, and a page needs one for each column it is sorted by.
    private static readonly Dictionary<string, MethodInfo> Sorts = typeof(Queryable)
        .GetMethods()
        .Where(method =>
            method.Name is "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" && method.GetParameters().Length == 2
        )
        .ToDictionary(method => method.Name);
    private static readonly MethodInfo[] Rows =
    [
        .. typeof(ValueTuple)
            .GetMethods()
            .Where(method => method.Name == nameof(ValueTuple.Create))
            .OrderBy(method => method.GetGenericArguments().Length),
    ];
    private static readonly MethodInfo IsLess = Comparison(nameof(NpgsqlDbFunctionsExtensions.LessThan));
    private static readonly MethodInfo IsGreater = Comparison(nameof(NpgsqlDbFunctionsExtensions.GreaterThan));

    /// <summary>Sorts by the keys, or by their exact reverse.</summary>
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
            var method = Sorts[(i == 0 ? "OrderBy" : "ThenBy") + (keys[i].Descending != reverse ? "Descending" : "")];
            rows = Expression.Call(method.MakeGenericMethod(type, keys[i].Selector.ReturnType), rows, Expression.Quote(keys[i].Selector));
        }
        return rows;
    }

    /// <summary>The rows after the one with these values, or before it.</summary>
    /// <param name="values">One for each key, of its type.</param>
    public static Expression<Func<T, bool>> After<T>(IReadOnlyList<KeysetKey> keys, IReadOnlyList<object?> values, bool reverse) =>
        After<T>(keys, values, reverse, Parameter.Of);

    /// <inheritdoc cref="After{T}(IReadOnlyList{KeysetKey}, IReadOnlyList{object}, bool)"/>
    /// <param name="parameter">Stands for each value that is not null, once.</param>
    public static Expression<Func<T, bool>> After<T>(
        IReadOnlyList<KeysetKey> keys,
        IReadOnlyList<object?> values,
        bool reverse,
        ParameterFactory parameter
    ) => (Expression<Func<T, bool>>)After(typeof(T), keys, values, reverse, parameter);

    /// <inheritdoc cref="After{T}(IReadOnlyList{KeysetKey}, IReadOnlyList{object}, bool)"/>
    /// <param name="type">Type of the rows.</param>
    internal static LambdaExpression After(Type type, IReadOnlyList<KeysetKey> keys, IReadOnlyList<object?> values) =>
        After(type, keys, values, reverse: false, Parameter.Of);

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
                        Replace.In(key.Selector, row),
                        values[i] is { } value ? parameter(value, key.Selector.ReturnType) : null,
                        key.Descending != reverse,
                        key.IsNullable
                    )
            )
            .ToList();
        var asOne =
            columns.Count is > 1 and <= LargestRow
            && columns.All(column => column.Descending == columns[0].Descending && !column.IsNullable);
        return Expression.Lambda(asOne ? CompareRows(columns) : CompareColumns(columns), row);
    }

    private static Expression CompareRows(List<Column> columns)
    {
        return Expression.Call(
            columns[0].Descending ? IsLess : IsGreater,
            Expression.Constant(EF.Functions),
            Row(columns.Select(column => column.Expression)),
            Row(columns.Select(column => column.Value!))
        );
    }

    private static MethodInfo Comparison(string name) =>
        typeof(NpgsqlDbFunctionsExtensions).GetMethod(name, [typeof(DbFunctions), typeof(ITuple), typeof(ITuple)])!;

    private static Expression Row(IEnumerable<Expression> values)
    {
        Expression[] all = [.. values];
        return Expression.Convert(
            Expression.Call(Rows[all.Length].MakeGenericMethod([.. all.Select(value => value.Type)]), all),
            typeof(ITuple)
        );
    }

    private static Expression CompareColumns(List<Column> columns)
    {
        Expression? after = null;
        for (var i = columns.Count - 1; i >= 0; i--)
        {
            var beyond = columns[i].IsBeyond();
            after = after is null ? beyond : Expression.OrElse(beyond, Expression.AndAlso(columns[i].IsSame(), after));
        }
        // The OR form alone gives an index nothing to begin with.
        return columns.Count == 1 || columns[0].IsNullable ? after! : Expression.AndAlso(columns[0].IsBeyondOrSame(), after!);
    }

    private sealed record Column(Expression Expression, Expression? Value, bool Descending, bool IsNullable)
    {
        private static readonly MethodInfo CompareText = typeof(string).GetMethod(
            nameof(string.Compare),
            [typeof(string), typeof(string)]
        )!;

        public Expression IsSame() => Value is null ? IsNull() : Expression.Equal(Expression, Value);

        public Expression IsBeyond()
        {
            if (Value is null)
                return Descending ? Expression.Not(IsNull()) : Expression.Constant(false);
            var beyond = Compare(Descending ? ExpressionType.LessThan : ExpressionType.GreaterThan);
            return IsNullable && !Descending ? Expression.OrElse(beyond, IsNull()) : beyond;
        }

        /// <summary>Of a column that is not nullable. One comparison: an index begins at <c>a &lt;= @a</c>, and at neither side of
        /// <c>a &lt; @a OR a = @a</c>.</summary>
        public Expression IsBeyondOrSame() => Compare(Descending ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThanOrEqual);

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
