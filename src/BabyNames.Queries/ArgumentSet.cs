using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace BabyNames.Queries;

/// <summary>The arguments of a question: the parameters of its record. Front ends declare and read them from here.</summary>
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

    /// <typeparam name="T">A record with one constructor. Its parameters are texts, numbers, enums or an <see cref="IReadOnlyList{T}"/> of these,
    /// each with a <see cref="DescriptionAttribute"/>.</typeparam>
    public static ArgumentSet Of<T>() => new(typeof(T));

    /// <summary>Makes the record.</summary>
    /// <param name="value">Finds a value by the name of its argument; null if it is not given.</param>
    /// <exception cref="QueryException">A value is not among those that are allowed.</exception>
    public object Read(Func<string, object?> value) => _constructor.Invoke([.. All.Select(argument => argument.Read(value(argument.Name)))]);
}

/// <summary>One argument of a question.</summary>
public sealed class Argument
{
    private readonly AllowedValuesAttribute? _allowed;

    internal Argument(ParameterInfo parameter, NullabilityInfo nullability)
    {
        Parameter = parameter;
        Name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
        IsList = parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var type = IsList ? parameter.ParameterType.GetGenericArguments()[0] : parameter.ParameterType;
        Type = Nullable.GetUnderlyingType(type) ?? type;
        IsRequired = nullability.WriteState == NullabilityState.NotNull;
        Description = parameter.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? throw new ArgumentException($"The parameter {parameter.Name} of {parameter.Member.DeclaringType} has no description.");
        _allowed = parameter.GetCustomAttribute<AllowedValuesAttribute>();
    }

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
