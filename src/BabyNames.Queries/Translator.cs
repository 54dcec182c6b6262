using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Translates terms to expressions of a row: values in this file, conditions in <c>Translator.Conditions.cs</c>.</summary>
/// <param name="find">Finds the selector of a column.</param>
/// <param name="row">The parameter of the expressions, which is a row.</param>
/// <param name="parameter">Creates the expression of each value of the request.</param>
internal sealed partial class Translator(Func<Column, RowColumn> find, ParameterExpression row, ParameterFactory parameter)
{
    /// <summary>Maximum number of operations. A condition compared with null is translated twice, and a computed column at each use, so
    /// that nested ones double the size with each level.</summary>
    private const int MaxSize = 2_000;

    /// <summary>Number of the operations translated so far.</summary>
    public int Size { get; private set; }

    /// <summary>Translates a term to its value, of type <see cref="Nullable{T}"/> if a value type may be null.</summary>
    public Expression Value(Term term)
    {
        if (term is Column column)
            return ValueOf(find(column));
        Count();
        return term switch
        {
            Constant { Value: { } value } => parameter(value, value.GetType()),
            // EF Core assumes that conditions are never null.
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

    /// <summary>Prevents EF Core from evaluating an expression without columns in the process: .NET compares text by culture, and its
    /// numbers overflow silently.</summary>
    internal static MethodCallExpression InDatabase(Expression value) =>
        value.Type == typeof(string)
            ? FunctionTable.Collate(value, FunctionTable.CodePointCollation)
            : Expression.Call(typeof(Sql), nameof(Sql.Cast), [value.Type, value.Type], value);

    private static bool HasColumn(Term term) => term is Column || (term is Call call && call.Arguments.Any(HasColumn));

    /// <summary>Converts two values to one type: the type of the column if the other value is a number that the column can hold.</summary>
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
        : Numbers.IsNumber(type) && Numbers.IsNumber(value.GetType()) ? Numbers.TryConvert(value, type)
        : null;

    private Expression ValueOf(RowColumn column)
    {
        Count(column.Size);
        return ParameterReplacer.Replace(column.Selector ?? throw new NotInTotalsException(), row);
    }

    private void Count(int size = 1)
    {
        Size += size;
        if (Size > MaxSize)
        {
            throw new QueryException(
                $"The expression expands to more than {MaxSize} operations. "
                    + "Compare conditions with true or false instead of null, and use computed columns less often."
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
