using System.Linq.Expressions;
using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.Queries;

namespace BabyNames.GraphQLEngine.Sorting;

/// <summary>A column to sort by: a column of the entity, or of a related entity.</summary>
/// <param name="Path">The relations, then the column.</param>
/// <param name="Descending">Whether the order is descending.</param>
internal sealed record SortKey(IReadOnlyList<EntityMember> Path, bool Descending)
{
    /// <summary>Names of the fields, separated by dots.</summary>
    public string Name => string.Join('.', Path.Select(member => member.FieldName));

    /// <summary>Type of the value. It is nullable if the column or a relation of the path is nullable.</summary>
    public Type ClrType =>
        Path[^1].Property.PropertyType is { IsValueType: true } type && IsNullable && Nullable.GetUnderlyingType(type) is null
            ? typeof(Nullable<>).MakeGenericType(type)
            : Path[^1].Property.PropertyType;

    private bool IsNullable => Path.Any(member => member.IsNullable);

    /// <summary>Writes the value of an entity.</summary>
    public void Write(Utf8JsonWriter json, object entity)
    {
        if (Path is [EntityColumn { WritePlain: { } write }])
            write(json, entity);
        else
            JsonSerializer.Serialize(json, Read(entity));
    }

    private object? Read(object entity)
    {
        object? value = entity;
        foreach (var member in Path)
            value = value is null ? null : member.Get(value);
        return value;
    }

    /// <summary>Returns the key of a keyset with this column.</summary>
    public KeysetKey ToKeyset(EntityType entity)
    {
        var row = Expression.Parameter(entity.ClrType, "row");
        var column = Path.Aggregate((Expression)row, (expression, member) => Expression.Property(expression, member.Property));
        return new(Expression.Lambda(column.Type == ClrType ? column : Expression.Convert(column, ClrType), row), Descending, IsNullable);
    }
}
