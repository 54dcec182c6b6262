using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Creates the expression of a value of the request.</summary>
/// <param name="type">Type of the expression; for a list, <see cref="List{T}"/> of the type of its items.</param>
public delegate Expression ParameterFactory(object value, Type type);

/// <summary>Creates expressions that EF Core makes parameters of the statement. EF Core would compile a constant into the query, with a
/// cached query for each value that clients send.</summary>
public static class Parameter
{
    /// <summary>Creates the expression of a value: a field of an object, which EF Core makes a parameter.</summary>
    /// <param name="type">Type of the expression; for a list, <see cref="List{T}"/> of the type of its items.</param>
    public static Expression Create(object? value, Type type)
    {
        var holder = typeof(Holder<>).MakeGenericType(type);
        if (IsList(type) && !type.IsInstanceOfType(value))
            value = typeof(Parameter).GetMethod(nameof(ToList))!.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value]);
        return Expression.Field(Expression.Constant(Activator.CreateInstance(holder, value)), nameof(Holder<>.Value));
    }

    /// <summary>Converts an expression to the type that <see cref="ParameterFactory"/> requires.</summary>
    /// <param name="value">An expression of type object. For a list its value is an enumeration of objects.</param>
    public static Expression Convert(Expression value, Type type) =>
        IsList(type)
            ? Expression.Call(typeof(Parameter), nameof(ToList), type.GetGenericArguments(), value)
            : Expression.Convert(value, type);

    /// <summary>Converts an enumeration of objects to a list. Expressions of <see cref="Convert"/> call it.</summary>
    public static List<T> ToList<T>(object items) => [.. ((IEnumerable<object?>)items).Cast<T>()];

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    private sealed class Holder<T>(T value)
    {
        public readonly T Value = value;
    }
}
