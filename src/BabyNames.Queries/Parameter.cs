using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Stands for a client's value in an expression.</summary>
/// <param name="type">What the value is to be; for a list, <see cref="List{T}"/> of the type of its items.</param>
public delegate Expression ParameterFactory(object value, Type type);

/// <summary>Hands a client's value to EF as a field of an object, which EF makes a parameter. A constant would be
/// compiled into the query: one plan for each value that anyone ever asks for.</summary>
public static class Parameter
{
    public static Expression Of(object? value, Type type)
    {
        var holder = typeof(Holder<>).MakeGenericType(type);
        if (IsList(type) && !type.IsInstanceOfType(value))
            value = typeof(Parameter).GetMethod(nameof(ToList))!.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value]);
        return Expression.Field(Expression.Constant(Activator.CreateInstance(holder, value)), nameof(Holder<>.Value));
    }

    /// <summary>The value of an expression as what <see cref="ParameterFactory"/> says it is to be.</summary>
    public static Expression Typed(Expression value, Type type) =>
        IsList(type)
            ? Expression.Call(typeof(Parameter), nameof(ToList), type.GetGenericArguments(), value)
            : Expression.Convert(value, type);

    public static List<T> ToList<T>(object items) => [.. ((IEnumerable<object?>)items).Cast<T>()];

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    private sealed class Holder<T>(T value)
    {
        public readonly T Value = value;
    }
}
