using System.Linq.Expressions;
using BabyNames.Conventions.Entities;
using BabyNames.Conventions.Paging;

namespace BabyNames.Conventions.Sorting;

/// <summary>One column to sort by, reached through to-one relations.</summary>
internal sealed record SortKey(IReadOnlyList<EntityMember> Path, bool Descending)
{
    public string Name => string.Join('.', Path.Select(member => member.FieldName));

    public Type ClrType => Path[^1].Property.PropertyType;

    /// <summary>The column's value in an entity that was read.</summary>
    public object? Read(object entity)
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
        return new(Expression.Lambda(column, instance), Descending, Path.Any(member => member.IsNullable));
    }
}
