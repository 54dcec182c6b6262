using System.ComponentModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>A field of an entity in GraphQL: a column, a relation to another entity, or a value computed from columns.</summary>
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

    /// <summary>The property of the row class that has the value, or from which it is computed.</summary>
    public PropertyInfo Property { get; }

    /// <summary>Name of the field, in camelCase.</summary>
    public string FieldName { get; }

    /// <summary>Description for the schema; null when the property has none.</summary>
    public string? Description { get; }

    /// <summary>Whether the value may be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Reads the value from an entity.</summary>
    public Func<object, object?> Get { get; }

    internal abstract IGraphType GraphType { get; }

    /// <summary>Compiles a getter of a property.</summary>
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

/// <summary>A column of an entity.</summary>
public sealed class EntityColumn : EntityMember
{
    internal EntityColumn(PropertyInfo property, bool isNullable, ScalarGraphType type, bool isJson)
        : base(property, isNullable) => (Type, IsJson, WritePlain) = (type, isJson, ColumnWriter.CompilePlain(property, isNullable));

    /// <summary>GraphQL type of the values, a scalar or an enum.</summary>
    public ScalarGraphType Type { get; }

    /// <summary>Whether the column is JSON, which cannot be compared or sorted by.</summary>
    public bool IsJson { get; }

    /// <summary>Writes the column of an entity as JSON; null when only the scalar can write it.</summary>
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

    /// <summary>The related entity.</summary>
    public EntityType Target { get; }

    internal override IGraphType GraphType => Target.ObjectType;
}

/// <summary>A value that is computed from columns and not stored in the database. It cannot be compared or sorted by.</summary>
public sealed class EntityDerived : EntityMember
{
    internal EntityDerived(DerivedField field, IGraphType type, EntityColumn from)
        : base(from.Property, isNullable: true, field.Name, field.Description, entity => field.Derive(from.Get(entity))) =>
        (From, GraphType) = ([from], type);

    /// <summary>Creates the identifier of an entity without a column <c>id</c>.</summary>
    internal EntityDerived(EntityType entity, IGraphType type)
        : base(
            entity.Key[0].Property,
            isNullable: false,
            ObjectId.FieldName,
            ObjectId.Description,
            row => ObjectId.Create(entity.Name, entity.Key.Select(column => column.Get(row)))
        ) => (From, GraphType) = (entity.Key, type);

    /// <summary>The columns from which the value is computed.</summary>
    public IReadOnlyList<EntityColumn> From { get; }

    internal override IGraphType GraphType { get; }
}

/// <summary>A field that is computed from a property.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Description">Description for the schema.</param>
/// <param name="Type">Type of the value, a record.</param>
/// <param name="From">The property of the row class.</param>
/// <param name="Derive">Computes the value of the field from that of the property.</param>
internal sealed record DerivedField(string Name, string Description, Type Type, string From, Func<object?, object?> Derive);
