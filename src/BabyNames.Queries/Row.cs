using System.Linq.Expressions;
using System.Reflection;

namespace BabyNames.Queries;

/// <summary>A row whose columns are known only at run time: groups, aggregates and computed columns. Unused columns have the type
/// object.</summary>
internal sealed class Row<T0, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19, T20, T21, T22, T23>
{
    public T0? C0 { get; init; }
    public T1? C1 { get; init; }
    public T2? C2 { get; init; }
    public T3? C3 { get; init; }
    public T4? C4 { get; init; }
    public T5? C5 { get; init; }
    public T6? C6 { get; init; }
    public T7? C7 { get; init; }
    public T8? C8 { get; init; }
    public T9? C9 { get; init; }
    public T10? C10 { get; init; }
    public T11? C11 { get; init; }
    public T12? C12 { get; init; }
    public T13? C13 { get; init; }
    public T14? C14 { get; init; }
    public T15? C15 { get; init; }
    public T16? C16 { get; init; }
    public T17? C17 { get; init; }
    public T18? C18 { get; init; }
    public T19? C19 { get; init; }
    public T20? C20 { get; init; }
    public T21? C21 { get; init; }
    public T22? C22 { get; init; }
    public T23? C23 { get; init; }
}

/// <summary>Creates expressions of
/// <see cref="Row{T0,T1,T2,T3,T4,T5,T6,T7,T8,T9,T10,T11,T12,T13,T14,T15,T16,T17,T18,T19,T20,T21,T22,T23}"/>.</summary>
internal static class Row
{
    public const int MaxColumns = 24;

    private static readonly Type Definition = typeof(Row<,,,,,,,,,,,,,,,,,,,,,,,>);

    /// <exception cref="QueryException">There are more than <see cref="MaxColumns"/> values.</exception>
    public static MemberInitExpression New(IReadOnlyList<Expression> values)
    {
        if (values.Count > MaxColumns)
            throw new QueryException(
                $"The rows have {values.Count} columns; at most {MaxColumns} are allowed. "
                    + "Group by fewer properties, or aggregate fewer values."
            );
        var type = Definition.MakeGenericType([
            .. Enumerable.Range(0, MaxColumns).Select(i => i < values.Count ? values[i].Type : typeof(object)),
        ]);
        return Expression.MemberInit(Expression.New(type), values.Select((value, i) => Expression.Bind(Property(type, i), value)));
    }

    public static MemberExpression Column(Expression row, int i) => Expression.Property(row, Property(row.Type, i));

    private static PropertyInfo Property(Type type, int i) => type.GetProperty($"C{i}")!;
}
