using System.Reflection;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.OData.Edm;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Makes OData types of row classes: their public properties in the order of the class, with the key and the relations of the
/// EF Core mapping.</summary>
internal sealed class EntityTypes(ODataModelBuilder builder, IModel mapping)
{
    /// <summary>Adds entity sets and their types.</summary>
    public void Add(IReadOnlyList<Feed> sets)
    {
        var added = sets.ToDictionary(feed => feed.RowType, feed => builder.AddEntitySet(feed.Set, builder.AddEntityType(feed.RowType)));
        foreach (var feed in sets)
        {
            var type = added[feed.RowType].EntityType;
            foreach (var key in KeyOf(feed))
                type.HasKey(key);
            AddProperties(type, feed.RowType, feed.Columns);
        }
        foreach (var feed in sets)
        {
            foreach (var relation in mapping.FindEntityType(feed.RowType)!.GetNavigations().Where(relation => feed.Columns.IsInOData(relation.Name)))
            {
                if (added.TryGetValue(relation.TargetEntityType.ClrType, out var target))
                    AddRelation(added[feed.RowType], relation, target);
            }
        }
    }

    /// <summary>Adds the columns of a row class to its type, behind those of the key.</summary>
    public static void AddProperties(StructuralTypeConfiguration type, Type row, ColumnNames columns)
    {
        type.Name = columns.ODataType ?? row.Name;
        var (order, nullability, key) = (0, new NullabilityInfoContext(), type.Properties.Select(property => property.PropertyInfo).ToList());
        foreach (var property in key.Union(row.GetProperties().Where(property => columns.IsInOData(property.Name) && EdmTypes.Has(property.PropertyType))))
        {
            var added = type.AddProperty(property);
            added.Name = columns.ODataName(property.Name);
            // As declared; the builder would sort by name, in the key too.
            added.Order = order++;
            added.NullableProperty = nullability.Create(property).ReadState == NullabilityState.Nullable;
            // Without a scale a reader may take them for whole numbers.
            if (added is DecimalPropertyConfiguration number)
                (number.Precision, number.Scale) = property.GetCustomAttribute<PrecisionAttribute>() is { } digits ? (digits.Precision, digits.Scale) : (5, 2);
        }
    }

    private IEnumerable<PropertyInfo> KeyOf(Feed feed) => feed.Columns.UniqueColumn is { } column
        ? [feed.RowType.GetProperty(column)!]
        : mapping.FindEntityType(feed.RowType)!.FindPrimaryKey()!.Properties.Select(property => property.PropertyInfo!);

    /// <summary>The constraint is the property named after the relation and the key of its entity, as CountryCode is of Country and Code.</summary>
    private static void AddRelation(EntitySetConfiguration set, INavigation relation, EntitySetConfiguration target)
    {
        var navigation = set.EntityType.AddNavigationProperty(relation.PropertyInfo!, EdmMultiplicity.One);
        var key = target.EntityType.Keys.Single().PropertyInfo;
        if (relation.DeclaringEntityType.ClrType.GetProperty(relation.Name + key.Name) is { } constraint)
            navigation.HasConstraint(constraint, key);
        set.AddBinding(navigation, target);
    }
}
