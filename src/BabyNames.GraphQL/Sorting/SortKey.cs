using System.Linq.Expressions;
using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.Queries;

namespace BabyNames.GraphQLEngine.Sorting;

/// <summary>One column to sort by, reached through to-one relations.</summary>
internal sealed record SortKey(IReadOnlyList<EntityMember> Path, bool Descending)
{
    public string Name => string.Join('.', Path.Select(member => member.FieldName));

    /// <summary>Nullable also where the column is not but a relation on the way to it is.</summary>
    public Type ClrType =>
        Path[^1].Property.PropertyType is { IsValueType: true } type && IsNullable && Nullable.GetUnderlyingType(type) is null
            ? typeof(Nullable<>).MakeGenericType(type)
            : Path[^1].Property.PropertyType;

    private bool IsNullable => Path.Any(member => member.IsNullable);

    /// <summary>Writes the column's value in an entity that was read.</summary>
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

    public KeysetKey ToKeyset(EntityType entity)
    {
        var instance = Expression.Parameter(entity.ClrType, "e");
        var column = Path.Aggregate((Expression)instance, (expression, member) => Expression.Property(expression, member.Property));
        return new(
            Expression.Lambda(column.Type == ClrType ? column : Expression.Convert(column, ClrType), instance),
            Descending,
            IsNullable
        );
    }
}
