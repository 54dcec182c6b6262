using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Reads <c>$select</c> and <c>$expand</c>, so that SQL reads only the selected columns.</summary>
internal static class EntitySelection
{
    /// <summary>Returns a projection of a row to an object of the same class with only the selected properties and expanded
    /// entities.</summary>
    /// <param name="clause"><c>$select</c> and <c>$expand</c>; null for every property.</param>
    /// <param name="additional">Properties to read even if they are not selected.</param>
    /// <exception cref="ODataRequestException">An option of <c>$expand</c> is not supported.</exception>
    public static Expression<Func<T, T>> Projection<T>(
        IEdmModel model,
        IEdmStructuredType type,
        SelectExpandClause? clause,
        IEnumerable<string> additional
    )
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, T>>(Initialize(model, row, type, clause, additional), row);
    }

    /// <summary>Returns the selected properties in the order of the selection.</summary>
    /// <returns>The properties; null when the selection has other items, too.</returns>
    public static IEnumerable<IEdmStructuralProperty>? Properties(IEdmStructuredType type, SelectExpandClause? clause)
    {
        var isPlain =
            clause?.SelectedItems.All(item =>
                item
                    is WildcardSelectItem
                        or PathSelectItem { SelectedPath: { Count: 1, FirstSegment: PropertySegment }, HasOptions: false }
            ) != false;
        return isPlain ? Selected(type, clause).Distinct() : null;
    }

    /// <summary>Returns the selection for the context URL. With an expansion it names every column, because OData 4.0 and Power Query do
    /// not support <c>Customer()</c>.</summary>
    public static SelectExpandClause? ForContext(IEdmStructuredType type, SelectExpandClause? clause) =>
        Expanded(clause).Any() ? WithAllColumns(type, clause) : clause;

    private static SelectExpandClause WithAllColumns(IEdmStructuredType type, SelectExpandClause? clause) =>
        new(
            [
                .. Selected(type, clause)
                    .Distinct()
                    .Select(property => new PathSelectItem(new ODataSelectPath(new PropertySegment(property)))),
                .. Expanded(clause)
                    .Select(item =>
                        item is ExpandedNavigationSelectItem navigation
                            ? new ExpandedNavigationSelectItem(
                                item.PathToNavigationProperty,
                                item.NavigationSource,
                                WithAllColumns(Navigation(item).ToEntityType(), navigation.SelectAndExpand)
                            )
                            : item
                    ),
            ],
            allSelected: false
        );

    private static MemberInitExpression Initialize(
        IEdmModel model,
        Expression row,
        IEdmStructuredType type,
        SelectExpandClause? clause,
        IEnumerable<string> additional
    )
    {
        PropertyInfo Clr(IEdmProperty property) => row.Type.GetProperty(model.GetClrPropertyName(property))!;

        // Links to the row need the key.
        var columns = Selected(type, clause)
            .Concat((type as IEdmEntityType)?.Key() ?? [])
            .Select(Clr)
            .Concat(additional.Select(name => EntityColumns.Property(row.Type, name)))
            .Distinct();
        var expanded = Expanded(clause)
            .Select(item =>
            {
                var navigation = Navigation(item);
                var target = Expression.Property(row, Clr(navigation));
                return Expression.Bind(target.Member, Initialize(model, target, navigation.ToEntityType(), Nested(item), []));
            });
        return Expression.MemberInit(
            Expression.New(row.Type),
            [.. columns.Select(column => Expression.Bind(column, Expression.Property(row, column))), .. expanded]
        );
    }

    /// <summary>Returns the selected properties, all of them by default.</summary>
    public static IEnumerable<IEdmStructuralProperty> Selected(IEdmStructuredType type, SelectExpandClause? clause) =>
        clause is null || clause.AllSelected || clause.SelectedItems.OfType<WildcardSelectItem>().Any()
            ? type.StructuralProperties()
            : clause
                .SelectedItems.OfType<PathSelectItem>()
                .Select(item => item.SelectedPath.FirstSegment)
                .OfType<PropertySegment>()
                .Select(segment => segment.Property);

    /// <summary>Returns the expanded items: entities, or references to entities as in <c>Country/$ref</c>.</summary>
    /// <exception cref="ODataRequestException">An option of <c>$expand</c> is not supported.</exception>
    public static IEnumerable<ExpandedReferenceSelectItem> Expanded(SelectExpandClause? clause)
    {
        var seen = new HashSet<IEdmNavigationProperty>();
        foreach (var item in (clause?.SelectedItems ?? []).OfType<ExpandedReferenceSelectItem>())
        {
            if (!seen.Add(Navigation(item)))
                throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"$expand has {Navigation(item).Name} twice, as an entity and as a reference."
                );
            var isPlain =
                (item.FilterOption, item.OrderByOption, item.SearchOption, item.ComputeOption, item.ApplyOption) == default
                && (item.TopOption, item.SkipOption, item.CountOption) == default;
            yield return isPlain && item is not (ExpandedCountSelectItem or ExpandedNavigationSelectItem { LevelsOption: not null })
                ? item
                : throw new ODataRequestException(ODataErrorCodes.NotImplemented, "$expand supports only names, and $select within them.");
        }
    }

    /// <summary>Returns the selection within an expanded entity. The selection of a reference is empty.</summary>
    public static SelectExpandClause? Nested(ExpandedReferenceSelectItem item) =>
        item is ExpandedNavigationSelectItem navigation ? navigation.SelectAndExpand : new SelectExpandClause([], allSelected: false);

    public static bool IsReference(ExpandedReferenceSelectItem item) => item is not ExpandedNavigationSelectItem;

    public static IEdmNavigationProperty Navigation(ExpandedReferenceSelectItem item) =>
        item.PathToNavigationProperty.OfType<NavigationPropertySegment>().Last().NavigationProperty;
}
