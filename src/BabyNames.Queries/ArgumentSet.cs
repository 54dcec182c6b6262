using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace BabyNames.Queries;

/// <summary>The arguments of a question or of a mutation, which are the parameters of a record. Front ends declare and read arguments by
/// this class.</summary>
public sealed class ArgumentSet
{
    private readonly ConstructorInfo _constructor;

    private ArgumentSet(Type record)
    {
        _constructor = record.GetConstructors().Single();
        var nullability = new NullabilityInfoContext();
        All = [.. _constructor.GetParameters().Select(parameter => new Argument(parameter, nullability.Create(parameter)))];
    }

    /// <summary>All arguments, in the order of the record's parameters.</summary>
    public IReadOnlyList<Argument> All { get; }

    /// <summary>Returns the arguments that a record declares.</summary>
    /// <typeparam name="T">A record with one constructor. Its parameters are texts, numbers, enums, an <see cref="IReadOnlyList{T}"/> of
    /// these, an <see cref="IRowCondition{T}"/> or a class of the front end, each with a <see cref="DescriptionAttribute"/>. A parameter of
    /// a generic class, such as <c>GivenValue&lt;int?&gt;? Year</c>, tells an argument that is given as null (an object with null) from an
    /// omitted one (no object).</typeparam>
    /// <exception cref="ArgumentException">A parameter has no description.</exception>
    public static ArgumentSet Of<T>() => new(typeof(T));

    /// <summary>Creates the record.</summary>
    /// <param name="value">Returns the value of an argument; <see cref="Argument.Omitted"/> or null for an omitted one.</param>
    /// <exception cref="QueryException">A value is not one of the allowed values.</exception>
    public object Read(Func<Argument, object?> value) => _constructor.Invoke([.. All.Select(argument => argument.Read(value(argument)))]);
}

/// <summary>One argument of a question or of a mutation.</summary>
public sealed class Argument
{
    private readonly AllowedValuesAttribute? _allowed;

    /// <summary>Creates the object around a given value, which may be null. Null for a parameter without such an object.</summary>
    private readonly ConstructorInfo? _wrapper;

    internal Argument(ParameterInfo parameter, NullabilityInfo nullability)
    {
        Parameter = parameter;
        Name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
        var type = parameter.ParameterType;
        if (type is { IsGenericType: true, IsClass: true })
        {
            _wrapper = type.GetConstructor(type.GetGenericArguments());
            type = type.GetGenericArguments()[0];
        }
        IsList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        if (IsList)
            type = type.GetGenericArguments()[0];
        Type = Nullable.GetUnderlyingType(type) ?? type;
        IsRequired = nullability.WriteState == NullabilityState.NotNull;
        Description =
            parameter.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? throw new ArgumentException($"The parameter {parameter.Name} of {parameter.Member.DeclaringType} has no description.");
        _allowed = parameter.GetCustomAttribute<AllowedValuesAttribute>();
    }

    /// <summary>The value of an argument that the request omits.</summary>
    public static object Omitted { get; } = new();

    /// <summary>The parameter of the record, for further attributes.</summary>
    public ParameterInfo Parameter { get; }

    /// <summary>Name in camelCase.</summary>
    public string Name { get; }

    /// <summary>Type of the value, or of the items of a list; never a <see cref="Nullable{T}"/>.</summary>
    public Type Type { get; }

    /// <summary>Whether the value is a list.</summary>
    public bool IsList { get; }

    /// <summary>Whether the value must not be null. It may have a default, see <see cref="Parameter"/>.</summary>
    public bool IsRequired { get; }

    /// <summary>Description for the schemas of the front ends.</summary>
    public string Description { get; }

    internal object? Read(object? value)
    {
        if (value == Omitted)
            return null;
        var converted = Convert(value);
        return _wrapper is null ? converted : _wrapper.Invoke([converted]);
    }

    /// <summary>Checks that a value is allowed, and converts a list to the type of the parameter.</summary>
    private object? Convert(object? value)
    {
        if (value is not null && _allowed?.IsValid(value) == false)
            throw new QueryException($"{Name} is '{value}'. The allowed values are {string.Join(" and ", _allowed.Values)}.");
        if (!IsList || value is null)
            return value;
        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(Type))!;
        foreach (var item in (IEnumerable)value)
            items.Add(item);
        return items;
    }
}
