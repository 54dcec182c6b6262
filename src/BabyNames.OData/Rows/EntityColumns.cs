using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Queries;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Rows;

/// <summary>The columns of an entity set: its properties, and those of the entity that a row refers to.</summary>
/// <param name="rows">Rows of the set, or those of its totals.</param>
/// <param name="totals">Null for the rows of the set.</param>
/// <param name="distinctValues">A small query with the different values of a property; null if there is none.</param>
/// <param name="order">A property that rows are sorted by, which the model need not have.</param>
internal sealed class EntityColumns(
    IEdmModel model,
    IEdmStructuredType type,
    IQueryable rows,
    Totals? totals,
    Func<string, IQueryable<string>?> distinctValues,
    string? order
)
{
    private readonly Dictionary<string, RowColumn?> _found = [];
    private readonly ParameterExpression _row = Expression.Parameter(rows.ElementType, "row");

    /// <param name="keys">Properties that no two rows have in common.</param>
    public RowQuery Query(IReadOnlyList<string> keys)
    {
        var columns = type.StructuralProperties().Where(IsKnown).Select(property => Find(property.Name)!.Column).ToList();
        var key = keys.Where(name => IsKnown(type.FindProperty(name))).Select(name => Find(name)!.Column).ToList();
        var reserved = type.DeclaredProperties.Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return RowQuery.Of(rows, new(key, columns, reserved, RowTotals()), Find);
    }

    /// <summary>A property of a row's class, which need not be public.</summary>
    public static PropertyInfo Property(Type row, string name) =>
        row.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        ?? throw new ArgumentException($"{row} has no property {name}.");

    private RowColumn? Find(string path)
    {
        if (!_found.TryGetValue(path, out var column))
            _found[path] = column = Make(path);
        return column;
    }

    private RowColumn? Make(string path)
    {
        if (path == totals?.Measure)
            return new(new(path, typeof(long), IsNullable: false), Selector: null);
        if (PropertyPath.Of(type, path) is not { Properties: var properties })
            return path == order ? Of(Property(rows.ElementType, path)) : null;
        if (!IsKnown(properties[0]))
            throw new NotInTotalsException();
        var value = properties.Aggregate(
            (Expression)_row,
            (from, property) => Expression.Property(from, model.GetClrPropertyName(property))
        );
        var nullable = Nullable.GetUnderlyingType(value.Type);
        var isNullable = nullable is not null || (!value.Type.IsValueType && properties.Any(property => property.Type.IsNullable));
        return new(new(path, nullable ?? value.Type, isNullable), Expression.Lambda(value, _row), distinctValues(path));
    }

    private RowColumn Of(PropertyInfo property) =>
        new(new(property.Name, property.PropertyType, IsNullable: false), Expression.Lambda(Expression.Property(_row, property), _row));

    private bool IsKnown(IEdmProperty property) => totals?.Shared.Contains(property.Name) != false;

    private RowTotals? RowTotals() =>
        totals is null ? null : new(totals.Measure, Member(totals.Sum), Member(totals.Min), Member(totals.Max), Member(totals.Rows));

    private LambdaExpression Member(string name) => Expression.Lambda(Expression.Property(_row, name), _row);
}
