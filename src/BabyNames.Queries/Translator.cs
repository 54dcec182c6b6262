using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Translates terms to expressions of a row: values here, conditions in the other file.</summary>
/// <param name="find">Finds a column.</param>
/// <param name="row">Stands for the row.</param>
/// <param name="parameter">Stands for each value of the request.</param>
internal sealed partial class Translator(Func<Column, RowColumn> find, ParameterExpression row, ParameterFactory parameter)
{
    /// <summary>A condition compared with null is translated twice, and a computed column wherever it is named: both can double with each
    /// level.</summary>
    private const int MaxSize = 2_000;

    /// <summary>Operations that were translated.</summary>
    public int Size { get; private set; }

    /// <summary>The value, as a <see cref="Nullable{T}"/> if it may be null.</summary>
    public Expression Value(Term term)
    {
        if (term is Column column)
            return ValueOf(find(column));
        Count();
        return term switch
        {
            Constant { Value: { } value } => parameter(value, value.GetType()),
            // EF Core takes conditions for two-valued.
            Call { Function.IsStrict: true, IsNullable: true } call when call.Type == typeof(bool) => Expression.Condition(
                IsNull(call)!,
                Nullable(null),
                Lift(Build(call), isNullable: true)
            ),
            Call { Function.IsStrict: true } call => Lift(Build(call), call.IsNullable),
            Call { IsNullable: false } => TrueOrFalse(Is(term, true)),
            Call => Expression.Condition(
                TrueOrFalse(Is(term, true)),
                Nullable(true),
                Expression.Condition(TrueOrFalse(Is(term, false)), Nullable(false), Nullable(null))
            ),
            _ => Expression.Constant(null),
        };
    }

    private Expression Build(Call call)
    {
        Expression[] values = [.. call.Arguments.Select(argument => Unwrap(Value(argument)))];
        if (!HasColumn(call))
            values[0] = InDatabase(values[0]);
        return call.Function.Build!(call, values);
    }

    /// <summary>Keeps EF Core from evaluating what needs no row: .NET compares text by culture, and its numbers wrap.</summary>
    internal static MethodCallExpression InDatabase(Expression value) =>
        value.Type == typeof(string)
            ? FunctionTable.Collate(value, FunctionTable.CodePoints)
            : Expression.Call(typeof(Sql), nameof(Sql.Cast), [value.Type, value.Type], value);

    private static bool HasColumn(Term term) => term is Column || (term is Call call && call.Arguments.Any(HasColumn));

    /// <summary>Gives two values one type, that of the column where the other is a number that the column can hold.</summary>
    private (Expression Left, Expression Right) Unify(Term left, Term right)
    {
        (left, right) = (ConvertTo(left, right), ConvertTo(right, left));
        var (a, b) = (Value(left), Value(right));
        if (left.Type != right.Type)
        {
            var type = Numbers.Common(left.Type, right.Type);
            (a, b) = (
                Lift(FunctionTable.Convert(Unwrap(a), type), left.IsNullable),
                Lift(FunctionTable.Convert(Unwrap(b), type), right.IsNullable)
            );
        }
        if (!HasColumn(left) && !HasColumn(right))
            a = InDatabase(a);
        var isLifted = a.Type != b.Type;
        return (Lift(a, isLifted), Lift(b, isLifted));
    }

    private static Term ConvertTo(Term term, Term other) =>
        (term, other) switch
        {
            (Constant { Value: DateOnly day }, { Type: var type }) when type == typeof(DateTimeOffset) => new Constant(
                new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            ),
            (Constant { Value: { } number, IsNumber: true }, not Constant) when Convert(number, other.Type) is { } converted =>
                new Constant(converted),
            _ => term,
        };

    private static object? Convert(object value, Type type) =>
        value.GetType() == type ? value
        : Numbers.Is(type) && Numbers.Is(value.GetType()) ? Numbers.TryConvert(value, type)
        : null;

    private Expression ValueOf(RowColumn column)
    {
        Count(column.Size);
        return Replace.In(column.Selector ?? throw new NotInTotalsException(), row);
    }

    private void Count(int size = 1)
    {
        Size += size;
        if (Size > MaxSize)
        {
            throw new QueryException(
                $"The expression becomes more than {MaxSize} operations. "
                    + "Compare conditions with true or false instead of null, and name computed columns less often."
            );
        }
    }

    private static Expression Unwrap(Expression value) =>
        System.Nullable.GetUnderlyingType(value.Type) is null ? value : Expression.Property(value, "Value");

    private static Expression Lift(Expression value, bool isNullable) =>
        isNullable && value.Type.IsValueType && System.Nullable.GetUnderlyingType(value.Type) is null
            ? Expression.Convert(value, typeof(Nullable<>).MakeGenericType(value.Type))
            : value;

    private static ConstantExpression Nullable(bool? value) => Expression.Constant(value, typeof(bool?));
}
