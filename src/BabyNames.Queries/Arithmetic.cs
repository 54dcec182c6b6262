using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Operators on numbers, timestamps and durations. Whole numbers are calculated in 64 bits, because 32 bits overflow too
/// soon.</summary>
internal static class Arithmetic
{
    /// <summary>Maximum number of decimal places of a quotient.</summary>
    private const int QuotientDigits = 10;

    public static Type? TypeOfNumbers(IReadOnlyList<Term> arguments) =>
        arguments is [{ IsNumber: true } left, { IsNumber: true } right]
            ? Numbers.Common(typeof(long), Numbers.Common(left.Type, right.Type))
            : null;

    public static Type? TypeOfSum(IReadOnlyList<Term> arguments) => TypeOfNumbers(arguments) ?? TypeOfShift(arguments);

    public static Type? TypeOfDifference(IReadOnlyList<Term> arguments) =>
        TypeOfNumbers(arguments)
        ?? TypeOfShift(arguments)
        ?? (
            arguments is [{ } left, { } right] && left.Type == typeof(DateTimeOffset) && right.Type == typeof(DateTimeOffset)
                ? typeof(TimeSpan)
                : null
        );

    public static Expression Add(Call call, Expression[] values) =>
        Numbers.IsNumber(call.Type)
            ? Apply(call, values, Expression.Add)
            : Expression.Call(typeof(Sql), nameof(Sql.Add), [values[0].Type, values[1].Type, call.Type], values);

    public static Expression Subtract(Call call, Expression[] values) =>
        Numbers.IsNumber(call.Type)
            ? Apply(call, values, Expression.Subtract)
            : Expression.Call(typeof(Sql), nameof(Sql.Subtract), [values[0].Type, values[1].Type, call.Type], values);

    public static Expression Multiply(Call call, Expression[] values) => Apply(call, values, Expression.Multiply);

    public static Expression Divide(Call call, Expression[] values)
    {
        var quotient = Apply(call, values, Expression.Divide);
        return call.Type == typeof(decimal)
            ? Expression.Call(typeof(Sql), nameof(Sql.Round), null, quotient, Expression.Constant(QuotientDigits))
            : quotient;
    }

    /// <summary>Calculates the remainder of doubles as decimals, because PostgreSQL has no remainder of doubles.</summary>
    public static Expression Modulo(Call call, Expression[] values)
    {
        var type = call.Type == typeof(double) ? typeof(decimal) : call.Type;
        var remainder = Expression.Modulo(FunctionTable.Convert(values[0], type), FunctionTable.Convert(values[1], type));
        return FunctionTable.Convert(remainder, call.Type);
    }

    private static BinaryExpression Apply(Call call, Expression[] values, Func<Expression, Expression, BinaryExpression> operation) =>
        operation(FunctionTable.Convert(values[0], call.Type), FunctionTable.Convert(values[1], call.Type));

    /// <summary>Type of a timestamp or duration to which a duration is added or from which one is subtracted.</summary>
    private static Type? TypeOfShift(IReadOnlyList<Term> arguments) =>
        arguments is [{ } left, { } right]
        && right.Type == typeof(TimeSpan)
        && (left.Type == typeof(DateTimeOffset) || left.Type == typeof(TimeSpan))
            ? left.Type
            : null;
}
