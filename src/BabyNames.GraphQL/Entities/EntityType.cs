using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>An entity of the EF Core model in GraphQL: its object type, and its input types for <c>where</c> and <c>order</c>.</summary>
public sealed class EntityType
{
    private readonly Dictionary<string, EntityMember> _byField = [];
    private readonly List<EntityColumn> _key = [];

    internal EntityType(Type clrType, string name, string? description)
    {
        ClrType = clrType;
        Name = name;
        ObjectType = new() { Name = name, Description = description };
        FilterType = new() { Name = $"{name}FilterInput", Description = $"Conditions on {name}. All of them must be true." };
        SortType = new() { Name = $"{name}SortInput", Description = $"A field of {name} to sort by. Each object must have only one." };
    }

    /// <summary>The row class.</summary>
    public Type ClrType { get; }

    /// <summary>Name of the GraphQL type.</summary>
    public string Name { get; }

    /// <summary>The object type.</summary>
    public ObjectGraphType ObjectType { get; }

    /// <summary>The input type of <c>where</c>.</summary>
    public InputObjectGraphType FilterType { get; }

    /// <summary>The input type of the items of <c>order</c>.</summary>
    public InputObjectGraphType SortType { get; }

    /// <summary>The fields, in the order of the class.</summary>
    public IReadOnlyCollection<EntityMember> Members => _byField.Values;

    /// <summary>The columns of the primary key, in its order. GraphQL need not show them.</summary>
    public IReadOnlyList<EntityColumn> Key => _key;

    /// <summary>Returns the member with a field name; null when there is none.</summary>
    public EntityMember? Find(string fieldName) => _byField.GetValueOrDefault(fieldName);

    internal void Add(EntityMember member) => _byField.Add(member.FieldName, member);

    internal void AddKey(EntityColumn column) => _key.Add(column);
}
