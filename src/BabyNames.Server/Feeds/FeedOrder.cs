using System.Linq.Expressions;
using System.Reflection;
using BabyNames.Conventions.Paging;
using BabyNames.Server.Errors;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds;

/// <summary>The order of a feed: what <c>$orderby</c> asks for, then the key, so that no two rows are equal and a page can
/// begin after any of them.</summary>
internal sealed class FeedOrder
{
    private readonly List<Column> _columns;
    private readonly string _signature;

    private FeedOrder(string set, List<Column> columns)
    {
        _columns = columns;
        _signature = $"{set}:{string.Join(',', columns.Select(column => (column.Descending ? "-" : "") + column.Property.Name))}";
        Keys = [.. columns.SelectMany(column => column.ToKeyset())];
    }

    public IReadOnlyList<KeysetKey> Keys { get; }

    /// <summary>What must be read of a row to make its cursor.</summary>
    public IEnumerable<PropertyInfo> Properties => _columns.Select(column => column.Property);

    /// <param name="clause">Null for the order of the key.</param>
    /// <exception cref="FeedException">Something other than a property of the row.</exception>
    public static FeedOrder Of(IEdmModel model, IEdmEntitySet set, Type row, OrderByClause? clause)
    {
        Column Resolve(IEdmProperty property, bool descending) =>
            new(row.GetProperty(model.GetClrPropertyName(property))!, descending, property.Type.IsNullable);

        var key = set.EntityType.Key().ToList();
        var asked = Asked(clause).ToList();
        // An order by key columns alone goes on in its last direction: a unique index read backwards then serves all of it.
        // Any other is broken by the key going up, as people expect of equals and as the indexes for top lists are built.
        var descending = asked.Count > 0 && asked[^1].Descending && asked.All(one => key.Contains(one.Property));
        return new(set.Name, [.. asked.Concat(key.Select(property => ((IEdmProperty)property, descending)))
            .DistinctBy(one => one.Item1.Name)
            .Select(one => Resolve(one.Item1, one.Item2))]);
    }

    public string Encode(object row) => SkipToken.Encode(_signature, _columns.SelectMany(column => column.Read(row)));

    /// <exception cref="FeedException">A token that was not made here, or for another order.</exception>
    public object?[] Decode(string token) =>
        SkipToken.Decode(token, _signature, [.. Keys.Select(key => key.Selector.ReturnType)], [.. Keys.Select(key => key.IsNullable)]);

    /// <exception cref="FeedException">Something other than a property of the row.</exception>
    public static IEnumerable<(IEdmProperty Property, bool Descending)> Asked(OrderByClause? clause)
    {
        for (; clause is not null; clause = clause.ThenBy)
        {
            if (clause.Expression is not SingleValuePropertyAccessNode { Source: ResourceRangeVariableReferenceNode } access)
                throw new FeedException(ErrorCodes.NotImplemented, "$orderby sorts by properties of the feed only.");
            yield return (access.Property, clause.Direction == OrderByDirection.Descending);
        }
    }

    private sealed record Column(PropertyInfo Property, bool Descending, bool IsNullable)
    {
        /// <summary>OData puts nulls first going up, PostgreSQL last: being there is a column of its own, before the value.</summary>
        public IEnumerable<KeysetKey> ToKeyset()
        {
            var row = Expression.Parameter(Property.DeclaringType!, "e");
            var value = Expression.Property(row, Property);
            if (IsNullable)
            {
                var isThere = Expression.Condition(
                    Expression.Equal(value, Expression.Constant(null, Property.PropertyType)), Expression.Constant(0), Expression.Constant(1));
                yield return new(Expression.Lambda(isThere, row), Descending, IsNullable: false);
            }
            yield return new(Expression.Lambda(value, row), Descending, IsNullable);
        }

        public IEnumerable<object?> Read(object row)
        {
            var value = Property.GetValue(row);
            if (IsNullable)
                yield return value is null ? 0 : 1;
            yield return value;
        }
    }
}
