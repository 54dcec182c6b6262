using System.ComponentModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>What GraphQL shows of an entity: a column, a relation to one other entity, or what follows from columns.</summary>
public abstract class EntityMember
{
    private protected EntityMember(PropertyInfo property, bool isNullable)
        : this(
            property,
            isNullable,
            char.ToLowerInvariant(property.Name[0]) + property.Name[1..],
            property.GetCustomAttribute<DescriptionAttribute>()?.Description,
            Getter(property)
        ) { }

    private protected EntityMember(
        PropertyInfo property,
        bool isNullable,
        string fieldName,
        string? description,
        Func<object, object?> get
    ) => (Property, IsNullable, FieldName, Description, Get) = (property, isNullable, fieldName, description, get);

    /// <summary>The property that is read for it.</summary>
    public PropertyInfo Property { get; }

    /// <summary>camelCase.</summary>
    public string FieldName { get; }

    public string? Description { get; }

    public bool IsNullable { get; }

    /// <summary>Reads the member of an entity.</summary>
    public Func<object, object?> Get { get; }

    internal abstract IGraphType GraphType { get; }

    /// <summary>Reads a property, without reflection from the second time on.</summary>
    internal static Func<object, object?> Getter(PropertyInfo property)
    {
        var entity = Expression.Parameter(typeof(object));
        return Expression
            .Lambda<Func<object, object?>>(
                Expression.Convert(Expression.Property(Expression.Convert(entity, property.DeclaringType!), property), typeof(object)),
                entity
            )
            .Compile();
    }
}

/// <summary>A column.</summary>
public sealed class EntityColumn : EntityMember
{
    internal EntityColumn(PropertyInfo property, bool isNullable, ScalarGraphType type, bool isJson)
        : base(property, isNullable) => (Type, IsJson, WritePlain) = (type, isJson, ColumnWriter.Plain(property, isNullable));

    public ScalarGraphType Type { get; }

    /// <summary>JSON can be shown, not compared.</summary>
    public bool IsJson { get; }

    /// <summary>Writes the column of an entity as JSON; null where that takes its scalar.</summary>
    internal Action<Utf8JsonWriter, object>? WritePlain { get; }

    internal override IGraphType GraphType => Type;
}

/// <summary>A relation to one other entity.</summary>
public sealed class EntityRelation : EntityMember
{
    internal EntityRelation(PropertyInfo property, IForeignKey key, EntityType target)
        : base(property, !key.IsRequired) => (Key, Target) = (key, target);

    /// <summary>The columns on both sides.</summary>
    internal IForeignKey Key { get; }

    public EntityType Target { get; }

    internal override IGraphType GraphType => Target.ObjectType;
}

/// <summary>What follows from columns and the database does not hold. It can be shown, neither compared nor sorted by.</summary>
public sealed class EntityDerived : EntityMember
{
    internal EntityDerived(DerivedField field, IGraphType type, EntityColumn from)
        : base(from.Property, isNullable: true, field.Name, field.Description, entity => field.Derive(from.Get(entity))) =>
        (From, GraphType) = ([from], type);

    /// <summary>The identifier of an entity that has no column for it.</summary>
    internal EntityDerived(EntityType entity, IGraphType type)
        : base(
            entity.Key[0].Property,
            isNullable: false,
            ObjectId.FieldName,
            ObjectId.Description,
            row => ObjectId.Of(entity.Name, entity.Key.Select(column => column.Get(row)))
        ) => (From, GraphType) = (entity.Key, type);

    public IReadOnlyList<EntityColumn> From { get; }

    internal override IGraphType GraphType { get; }
}

/// <param name="Type">A record.</param>
/// <param name="From">The property that it follows from.</param>
internal sealed record DerivedField(string Name, string Description, Type Type, string From, Func<object?, object?> Derive);
