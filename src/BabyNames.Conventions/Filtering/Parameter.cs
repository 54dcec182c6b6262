using System.Linq.Expressions;

namespace BabyNames.Conventions.Filtering;

/// <summary>Hands a client's value to EF as a field of an object, which EF makes a parameter. A constant would be
/// compiled into the query: one plan for each value that anyone ever asks for.</summary>
internal static class Parameter
{
    public static Expression Of(object? value, Type type)
    {
        var holder = typeof(Holder<>).MakeGenericType(type);
        return Expression.Field(Expression.Constant(Activator.CreateInstance(holder, value)), nameof(Holder<>.Value));
    }

    private sealed class Holder<T>(T value)
    {
        public readonly T Value = value;
    }
}
