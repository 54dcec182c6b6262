using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>An entity of the EF model as GraphQL shows it: its object type and its inputs for <c>where</c> and <c>order</c>.</summary>
public sealed class EntityType
{
    private readonly Dictionary<string, EntityMember> _byField = [];
    private readonly List<EntityColumn> _key = [];

    internal EntityType(Type clrType, string name, string? description)
    {
        ClrType = clrType;
        Name = name;
        ObjectType = new() { Name = name, Description = description };
        FilterType = new() { Name = $"{name}FilterInput", Description = $"Conditions on {name}; all given must hold." };
        SortType = new() { Name = $"{name}SortInput", Description = $"One field of {name} to sort by." };
    }

    public Type ClrType { get; }

    public string Name { get; }

    public ObjectGraphType ObjectType { get; }

    public InputObjectGraphType FilterType { get; }

    public InputObjectGraphType SortType { get; }

    public IReadOnlyCollection<EntityMember> Members => _byField.Values;

    /// <summary>The columns of the primary key, in its order.</summary>
    public IReadOnlyList<EntityColumn> Key => _key;

    /// <summary>The member behind a field of GraphQL, or null.</summary>
    public EntityMember? Find(string fieldName) => _byField.GetValueOrDefault(fieldName);

    internal void Add(EntityMember member) => _byField.Add(member.FieldName, member);

    internal void AddKey(EntityColumn column) => _key.Add(column);
}
