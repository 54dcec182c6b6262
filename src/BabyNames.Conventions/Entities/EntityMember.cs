using System.ComponentModel;
using System.Linq.Expressions;
using System.Reflection;
using GraphQL.Types;

namespace BabyNames.Conventions.Entities;

/// <summary>A property of an entity that GraphQL shows: a column, or a relation to one other entity.</summary>
public abstract class EntityMember
{
    private protected EntityMember(PropertyInfo property, bool isNullable)
    {
        Property = property;
        IsNullable = isNullable;
        FieldName = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        var entity = Expression.Parameter(typeof(object));
        Get = Expression.Lambda<Func<object, object?>>(
            Expression.Convert(Expression.Property(Expression.Convert(entity, property.DeclaringType!), property), typeof(object)), entity).Compile();
    }

    public PropertyInfo Property { get; }

    /// <summary>camelCase.</summary>
    public string FieldName { get; }

    public string? Description { get; }

    public bool IsNullable { get; }

    /// <summary>Reads the member of an entity.</summary>
    public Func<object, object?> Get { get; }

    internal abstract IGraphType GraphType { get; }
}

/// <summary>A column.</summary>
public sealed class EntityColumn : EntityMember
{
    internal EntityColumn(PropertyInfo property, bool isNullable, ScalarGraphType type, bool isJson)
        : base(property, isNullable) => (Type, IsJson) = (type, isJson);

    public ScalarGraphType Type { get; }

    /// <summary>JSON can be shown, not compared.</summary>
    public bool IsJson { get; }

    internal override IGraphType GraphType => Type;
}

/// <summary>A relation to one other entity.</summary>
public sealed class EntityRelation : EntityMember
{
    internal EntityRelation(PropertyInfo property, bool isNullable, EntityType target)
        : base(property, isNullable) => Target = target;

    public EntityType Target { get; }

    internal override IGraphType GraphType => Target.ObjectType;
}
