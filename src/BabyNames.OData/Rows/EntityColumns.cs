using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Queries;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Rows;

/// <summary>The columns of an entity set: the properties of its rows and of the entities to which the rows refer.</summary>
/// <param name="rows">Rows of the set, or of the view with its totals.</param>
/// <param name="totals">The view with the totals; null for the rows of the set.</param>
/// <param name="distinctValues">Returns a small query of the distinct values of a property; null if there is none.</param>
/// <param name="order">The property to sort by, which the model need not have.</param>
internal sealed class EntityColumns(
    IEdmModel model,
    IEdmStructuredType type,
    IQueryable rows,
    Totals? totals,
    Func<string, IQueryable<string>?> distinctValues,
    string? order
)
{
    private readonly Dictionary<string, RowColumn?> _columns = [];
    private readonly ParameterExpression _row = Expression.Parameter(rows.ElementType, "row");

    /// <summary>Creates the query of the rows.</summary>
    /// <param name="keys">Properties whose values identify a row.</param>
    public RowQuery Query(IReadOnlyList<string> keys)
    {
        var columns = type.StructuralProperties().Where(Exists).Select(property => Find(property.Name)!.Column).ToList();
        var key = keys.Where(name => Exists(type.FindProperty(name))).Select(name => Find(name)!.Column).ToList();
        var reserved = type.DeclaredProperties.Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return RowQuery.Create(rows, new(key, columns, reserved, RowTotals()), Find);
    }

    /// <summary>Returns a property of a row class, which need not be public.</summary>
    public static PropertyInfo Property(Type row, string name) =>
        row.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        ?? throw new ArgumentException($"{row} has no property {name}.");

    private RowColumn? Find(string path)
    {
        if (!_columns.TryGetValue(path, out var column))
            _columns[path] = column = Create(path);
        return column;
    }

    private RowColumn? Create(string path)
    {
        if (path == totals?.Measure)
            return new(new(path, typeof(long), IsNullable: false), Selector: null);
        if (PropertyPath.Find(type, path) is not { Properties: var properties })
            return path == order ? Create(Property(rows.ElementType, path)) : null;
        if (!Exists(properties[0]))
            throw new NotInTotalsException();
        var value = properties.Aggregate(
            (Expression)_row,
            (from, property) => Expression.Property(from, model.GetClrPropertyName(property))
        );
        var nullable = Nullable.GetUnderlyingType(value.Type);
        var isNullable = nullable is not null || (!value.Type.IsValueType && properties.Any(property => property.Type.IsNullable));
        return new(new(path, nullable ?? value.Type, isNullable), Expression.Lambda(value, _row), distinctValues(path));
    }

    private RowColumn Create(PropertyInfo property) =>
        new(new(property.Name, property.PropertyType, IsNullable: false), Expression.Lambda(Expression.Property(_row, property), _row));

    /// <summary>Whether the rows have a property. Totals have only some properties of the set.</summary>
    private bool Exists(IEdmProperty property) => totals?.Shared.Contains(property.Name) != false;

    private RowTotals? RowTotals() =>
        totals is null ? null : new(totals.Measure, Member(totals.Sum), Member(totals.Min), Member(totals.Max), Member(totals.Rows));

    private LambdaExpression Member(string name) => Expression.Lambda(Expression.Property(_row, name), _row);
}
