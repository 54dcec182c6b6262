using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Values;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>Creates the types of records, which are computed and have no table. The name of a type is that of the class or of its
/// <see cref="DisplayNameAttribute"/>. The public properties are the fields, with the nullability and the lists of C#. A record without an
/// <c>Id</c> gets one that is computed from the properties with <see cref="KeyAttribute"/>, or from all.</summary>
internal sealed partial class RecordTypes(EntityCatalog entities)
{
    private readonly Dictionary<Type, ObjectGraphType> _objects = [];
    private readonly Dictionary<Type, EnumerationGraphType> _enums = [];
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Returns the type of a method's result. The method returns a task of a record, or of an <see cref="IReadOnlyList{T}"/> of
    /// records, whose items have the nullability of the method. The result itself is always nullable, so that an error of one field does
    /// not make the other fields of a query null.</summary>
    public IGraphType GetResult(MethodInfo method) => TypeOf(_nullability.Create(method.ReturnParameter).GenericTypeArguments[0]);

    /// <summary>Returns the type of a record.</summary>
    public IGraphType Get(Type type) => TypeOf(type);

    /// <summary>Returns the type of a C# enum. Its values are in upper case with underscores.</summary>
    public EnumerationGraphType Enum(Type type)
    {
        if (_enums.TryGetValue(type, out var existing))
            return existing;
        var created = _enums[type] = new() { Name = type.Name, Description = DescriptionOf(type) };
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            created.Add(WordStart().Replace(field.Name, "_$0").ToUpperInvariant(), field.GetValue(null), DescriptionOf(field));
        return created;
    }

    private IGraphType TypeOf(NullabilityInfo result) =>
        ItemOf(result.Type) is { } item
            ? new ListGraphType(NonNullUnlessNullable(result.GenericTypeArguments[0], TypeOf(item)))
            : TypeOf(result.Type);

    private IGraphType TypeOf(Type type, string? enumName = null)
    {
        if (enumName is not null)
            return entities.Enum(enumName);
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        return underlying.IsEnum ? Enum(underlying)
            : underlying.Namespace == nameof(System) ? entities.Scalars.For(underlying)
            : Object(underlying);
    }

    private ObjectGraphType Object(Type type)
    {
        if (_objects.TryGetValue(type, out var existing))
            return existing;
        var name = type.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? type.Name;
        var created = _objects[type] = new() { Name = name, Description = DescriptionOf(type) };
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var property in properties)
            created.AddField(Field(property));
        if (created.GetField(ObjectId.FieldName) is null)
            created.AddField(Id(name, properties));
        return created;
    }

    private FieldType Id(string type, PropertyInfo[] properties)
    {
        var key = properties.Where(property => property.IsDefined(typeof(KeyAttribute))).ToArray();
        var values = (key.Length > 0 ? key : properties).Select(EntityMember.Getter).ToArray();
        return new()
        {
            Name = ObjectId.FieldName,
            Description = ObjectId.Description,
            ResolvedType = new NonNullGraphType(entities.Scalars.Id),
            Resolver = new ValueResolver(row => ObjectId.Create(type, values.Select(value => value(row)))),
        };
    }

    private FieldType Field(PropertyInfo property)
    {
        var nullability = _nullability.Create(property);
        var enumName = property.GetCustomAttribute<GraphQLEnumAttribute>()?.Name;
        var type = ItemOf(property.PropertyType) is { } item
            ? new ListGraphType(NonNullUnlessNullable(nullability.GenericTypeArguments[0], TypeOf(item, enumName)))
            : TypeOf(property.PropertyType, enumName);
        return new()
        {
            Name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..],
            Description = DescriptionOf(property),
            ResolvedType = NonNullUnlessNullable(nullability, type),
            Resolver = new ValueResolver(EntityMember.Getter(property)),
        };
    }

    private static IGraphType NonNullUnlessNullable(NullabilityInfo nullability, IGraphType type) =>
        nullability.ReadState == NullabilityState.Nullable ? type : new NonNullGraphType(type);

    /// <summary>Returns the type of a list's items; null when the type is not a list.</summary>
    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string? DescriptionOf(MemberInfo member) => member.GetCustomAttribute<DescriptionAttribute>()?.Description;

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}
