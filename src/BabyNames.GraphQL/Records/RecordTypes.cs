using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Values;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Records;

/// <summary>Makes the types of records, which are worked out and have no table. The class, or its <see cref="DisplayNameAttribute"/>, gives the
/// name, its public properties the fields, and what C# says of null and of lists holds in GraphQL. A record without an <c>Id</c> gets one
/// that follows from the properties marked with <see cref="KeyAttribute"/>, or from all.</summary>
internal sealed partial class RecordTypes(EntityCatalog entities)
{
    private readonly Dictionary<Type, ObjectGraphType> _objects = [];
    private readonly Dictionary<Type, EnumerationGraphType> _enums = [];
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Of the answer of a method, which returns a task of it: a record, or an <see cref="IReadOnlyList{T}"/> of one. The items are
    /// null where the method says so. The answer may always be: one that fails leaves the other fields of a query their answers.</summary>
    public IGraphType Answer(MethodInfo method) => Named(_nullability.Create(method.ReturnParameter).GenericTypeArguments[0]);

    /// <summary>Of a record.</summary>
    public IGraphType Of(Type type) => Named(type);

    /// <summary>Of a C# enum, in capitals with underscores.</summary>
    public EnumerationGraphType Enum(Type type)
    {
        if (_enums.TryGetValue(type, out var known))
            return known;
        var made = _enums[type] = new() { Name = type.Name, Description = DescriptionOf(type) };
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            made.Add(WordStart().Replace(field.Name, "_$0").ToUpperInvariant(), field.GetValue(null), DescriptionOf(field));
        return made;
    }

    private IGraphType Named(NullabilityInfo answer) =>
        ItemOf(answer.Type) is { } item
            ? new ListGraphType(NonNullUnless(answer.GenericTypeArguments[0], Named(item)))
            : Named(answer.Type);

    private IGraphType Named(Type type, string? enumName = null)
    {
        if (enumName is not null)
            return entities.Enum(enumName);
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum ? Enum(plain)
            : plain.Namespace == nameof(System) ? entities.Scalars.For(plain)
            : Object(plain);
    }

    private ObjectGraphType Object(Type type)
    {
        if (_objects.TryGetValue(type, out var known))
            return known;
        var name = type.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName ?? type.Name;
        var made = _objects[type] = new() { Name = name, Description = DescriptionOf(type) };
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var property in properties)
            made.AddField(Field(property));
        if (made.GetField(ObjectId.FieldName) is null)
            made.AddField(Id(name, properties));
        return made;
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
            Resolver = new ValueResolver(row => ObjectId.Of(type, values.Select(value => value(row)))),
        };
    }

    private FieldType Field(PropertyInfo property)
    {
        var nullability = _nullability.Create(property);
        var enumName = property.GetCustomAttribute<GraphQLEnumAttribute>()?.Name;
        var type = ItemOf(property.PropertyType) is { } item
            ? new ListGraphType(NonNullUnless(nullability.GenericTypeArguments[0], Named(item, enumName)))
            : Named(property.PropertyType, enumName);
        return new()
        {
            Name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..],
            Description = DescriptionOf(property),
            ResolvedType = NonNullUnless(nullability, type),
            Resolver = new ValueResolver(EntityMember.Getter(property)),
        };
    }

    private static IGraphType NonNullUnless(NullabilityInfo nullability, IGraphType type) =>
        nullability.ReadState == NullabilityState.Nullable ? type : new NonNullGraphType(type);

    /// <summary>What a list is of; null when it is none.</summary>
    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string? DescriptionOf(MemberInfo member) => member.GetCustomAttribute<DescriptionAttribute>()?.Description;

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}
