using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>The columns that a request selects, so that SQL reads those and no others.</summary>
internal static class EntitySelection
{
    /// <summary>From a row to one of its own kind with the selected properties alone, and what it expands to.</summary>
    /// <param name="clause"><c>$select</c> and <c>$expand</c>; null for every property.</param>
    /// <param name="also">Properties that are read though not selected.</param>
    /// <exception cref="ODataRequestException">Options of <c>$expand</c> that are not served.</exception>
    public static Expression<Func<T, T>> Of<T>(
        IEdmModel model,
        IEdmStructuredType type,
        SelectExpandClause? clause,
        IEnumerable<string> also
    )
    {
        var row = Expression.Parameter(typeof(T), "e");
        return Expression.Lambda<Func<T, T>>(Initialise(model, row, type, clause, also), row);
    }

    /// <summary>The selected properties in the order of the selection.</summary>
    /// <returns>Null when there is more to it than properties.</returns>
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

    /// <summary>The selection as the context address names it. Where it expands, it names every column: OData 4.0 and Power Query know no
    /// <c>Customer()</c>.</summary>
    public static SelectExpandClause? Named(IEdmStructuredType type, SelectExpandClause? clause) =>
        Expanded(clause).Any() ? NamedColumns(type, clause) : clause;

    private static SelectExpandClause NamedColumns(IEdmStructuredType type, SelectExpandClause? clause) =>
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
                                NamedColumns(Navigation(item).ToEntityType(), navigation.SelectAndExpand)
                            )
                            : item
                    ),
            ],
            allSelected: false
        );

    private static MemberInitExpression Initialise(
        IEdmModel model,
        Expression row,
        IEdmStructuredType type,
        SelectExpandClause? clause,
        IEnumerable<string> also
    )
    {
        PropertyInfo Clr(IEdmProperty property) => row.Type.GetProperty(model.GetClrPropertyName(property))!;

        // The key too: links to the row are made of it.
        var columns = Selected(type, clause)
            .Concat((type as IEdmEntityType)?.Key() ?? [])
            .Select(Clr)
            .Concat(also.Select(name => EntityColumns.Property(row.Type, name)))
            .Distinct();
        var expanded = Expanded(clause)
            .Select(item =>
            {
                var navigation = Navigation(item);
                var target = Expression.Property(row, Clr(navigation));
                return Expression.Bind(target.Member, Initialise(model, target, navigation.ToEntityType(), Within(item), []));
            });
        return Expression.MemberInit(
            Expression.New(row.Type),
            [.. columns.Select(column => Expression.Bind(column, Expression.Property(row, column))), .. expanded]
        );
    }

    public static IEnumerable<IEdmStructuralProperty> Selected(IEdmStructuredType type, SelectExpandClause? clause) =>
        clause is null || clause.AllSelected || clause.SelectedItems.OfType<WildcardSelectItem>().Any()
            ? type.StructuralProperties()
            : clause
                .SelectedItems.OfType<PathSelectItem>()
                .Select(item => item.SelectedPath.FirstSegment)
                .OfType<PropertySegment>()
                .Select(segment => segment.Property);

    /// <summary>What is expanded: entities, or references to them as in <c>Country/$ref</c>.</summary>
    public static IEnumerable<ExpandedReferenceSelectItem> Expanded(SelectExpandClause? clause)
    {
        var seen = new HashSet<IEdmNavigationProperty>();
        foreach (var item in (clause?.SelectedItems ?? []).OfType<ExpandedReferenceSelectItem>())
        {
            if (!seen.Add(Navigation(item)))
                throw new ODataRequestException(
                    ODataErrorCodes.InvalidQuery,
                    $"$expand names {Navigation(item).Name} as an entity and as a reference."
                );
            var isPlain =
                (item.FilterOption, item.OrderByOption, item.SearchOption, item.ComputeOption, item.ApplyOption) == default
                && (item.TopOption, item.SkipOption, item.CountOption) == default;
            yield return isPlain && item is not (ExpandedCountSelectItem or ExpandedNavigationSelectItem { LevelsOption: not null })
                ? item
                : throw new ODataRequestException(ODataErrorCodes.NotImplemented, "$expand takes a name and, within it, $select only.");
        }
    }

    /// <summary>What is selected of an entity that is expanded; nothing of a reference.</summary>
    public static SelectExpandClause? Within(ExpandedReferenceSelectItem item) =>
        item is ExpandedNavigationSelectItem navigation ? navigation.SelectAndExpand : new SelectExpandClause([], allSelected: false);

    public static bool IsReference(ExpandedReferenceSelectItem item) => item is not ExpandedNavigationSelectItem;

    public static IEdmNavigationProperty Navigation(ExpandedReferenceSelectItem item) =>
        item.PathToNavigationProperty.OfType<NavigationPropertySegment>().Last().NavigationProperty;
}
