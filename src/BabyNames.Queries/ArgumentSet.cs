using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace BabyNames.Queries;

/// <summary>The arguments of a question or of a mutation: the parameters of its record. Front ends declare and read them from here.</summary>
public sealed class ArgumentSet
{
    private readonly ConstructorInfo _constructor;

    private ArgumentSet(Type record)
    {
        _constructor = record.GetConstructors().Single();
        var nullability = new NullabilityInfoContext();
        All = [.. _constructor.GetParameters().Select(parameter => new Argument(parameter, nullability.Create(parameter)))];
    }

    /// <summary>In the order of the record.</summary>
    public IReadOnlyList<Argument> All { get; }

    /// <typeparam name="T">A record with one constructor. Its parameters are texts, numbers, enums, an <see cref="IReadOnlyList{T}"/> of these,
    /// an <see cref="IRowCondition{T}"/> or a class of the front end, each with a <see cref="DescriptionAttribute"/>. A value in a generic class
    /// of its own, <c>GivenValue&lt;int?&gt;? Year</c>, may be null where it is given; an argument that is left out has no such object.</typeparam>
    public static ArgumentSet Of<T>() => new(typeof(T));

    /// <summary>Makes the record.</summary>
    /// <param name="value">The value of an argument; <see cref="Argument.LeftOut"/>, or null, if it is not given.</param>
    /// <exception cref="QueryException">A value is not among those that are allowed.</exception>
    public object Read(Func<Argument, object?> value) => _constructor.Invoke([.. All.Select(argument => argument.Read(value(argument)))]);
}

/// <summary>One argument.</summary>
public sealed class Argument
{
    private readonly AllowedValuesAttribute? _allowed;

    /// <summary>Makes the object that a given value, null too, is in.</summary>
    private readonly ConstructorInfo? _said;

    internal Argument(ParameterInfo parameter, NullabilityInfo nullability)
    {
        Parameter = parameter;
        Name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
        var type = parameter.ParameterType;
        if (type is { IsGenericType: true, IsClass: true })
        {
            _said = type.GetConstructor(type.GetGenericArguments());
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

    /// <summary>Stands for the value of an argument that is not given.</summary>
    public static object LeftOut { get; } = new();

    /// <summary>The parameter of the record, for further attributes.</summary>
    public ParameterInfo Parameter { get; }

    /// <summary>camelCase.</summary>
    public string Name { get; }

    /// <summary>Type of the value, or of the items of a list; never a <see cref="Nullable{T}"/>.</summary>
    public Type Type { get; }

    public bool IsList { get; }

    public bool IsRequired { get; }

    public string Description { get; }

    internal object? Read(object? value)
    {
        if (value == LeftOut)
            return null;
        var read = Checked(value);
        return _said is null ? read : _said.Invoke([read]);
    }

    private object? Checked(object? value)
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
