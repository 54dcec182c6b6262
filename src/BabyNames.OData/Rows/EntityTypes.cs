using System.Reflection;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.OData.Edm;
using Microsoft.OData.ModelBuilder;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Adds OData types of row classes to the model. They have the public properties in the order of the class, and the key and the
/// relations of the EF Core mapping.</summary>
internal sealed class EntityTypes(ODataModelBuilder builder, IModel mapping)
{
    /// <summary>Adds entity sets and their types.</summary>
    public void Add(IReadOnlyList<EntitySet> sets)
    {
        var added = sets.ToDictionary(
            entitySet => entitySet.RowType,
            entitySet => builder.AddEntitySet(entitySet.Name, builder.AddEntityType(entitySet.RowType))
        );
        foreach (var entitySet in sets)
        {
            var type = added[entitySet.RowType].EntityType;
            foreach (var key in KeyOf(entitySet))
                type.HasKey(key);
            AddProperties(type, entitySet.RowType, entitySet.Columns);
        }
        foreach (var entitySet in sets)
        {
            foreach (
                var relation in mapping
                    .FindEntityType(entitySet.RowType)!
                    .GetNavigations()
                    .Where(relation => entitySet.Columns.IsInOData(relation.Name))
            )
            {
                if (added.TryGetValue(relation.TargetEntityType.ClrType, out var target))
                    AddRelation(added[entitySet.RowType], relation, target);
            }
        }
    }

    /// <summary>Adds the columns of a row class to its type, after the key.</summary>
    public static void AddProperties(StructuralTypeConfiguration type, Type row, ColumnNames columns)
    {
        type.Name = columns.ODataType ?? row.Name;
        var (order, nullability, key) = (
            0,
            new NullabilityInfoContext(),
            type.Properties.Select(property => property.PropertyInfo).ToList()
        );
        foreach (
            var property in key.Union(
                row.GetProperties().Where(property => columns.IsInOData(property.Name) && EdmTypes.IsSupported(property.PropertyType))
            )
        )
        {
            var added = type.AddProperty(property);
            added.Name = columns.ODataName(property.Name);
            // The order of declaration. The builder would sort by name, in the key too.
            added.Order = order++;
            added.NullableProperty = nullability.Create(property).ReadState == NullabilityState.Nullable;
            // Without a scale clients may read them as whole numbers.
            if (added is DecimalPropertyConfiguration number)
                (number.Precision, number.Scale) = property.GetCustomAttribute<PrecisionAttribute>() is { } digits
                    ? (digits.Precision, digits.Scale)
                    : (5, 2);
        }
    }

    private IEnumerable<PropertyInfo> KeyOf(EntitySet entitySet) =>
        entitySet.Columns.UniqueColumn is { } column
            ? [entitySet.RowType.GetProperty(column)!]
            : mapping.FindEntityType(entitySet.RowType)!.FindPrimaryKey()!.Properties.Select(property => property.PropertyInfo!);

    private static void AddRelation(EntitySetConfiguration set, INavigation relation, EntitySetConfiguration target)
    {
        var navigation = set.EntityType.AddNavigationProperty(relation.PropertyInfo!, EdmMultiplicity.One);
        var pairs = target
            .EntityType.Keys.Select(key => (Key: key.PropertyInfo, Own: FindOwn(set.EntityType, relation, key.PropertyInfo)))
            .ToList();
        if (pairs.TrueForAll(pair => pair.Own is not null))
        {
            foreach (var (key, own) in pairs)
                navigation.HasConstraint(own, key);
        }
        set.AddBinding(navigation, target);
    }

    /// <summary>Finds the property of a row that has the value of a key of the related entity: the property of the foreign key, one with
    /// the names of relation and key, such as CountryCode for Country and Code, or one with the name of the key.</summary>
    /// <returns>The property; null if the row shows none.</returns>
    private static PropertyInfo? FindOwn(EntityTypeConfiguration type, INavigation relation, PropertyInfo key)
    {
        var foreign = relation.ForeignKey.PrincipalKey.Properties.Select(property => property.Name).ToList().IndexOf(key.Name);
        string[] names = [foreign < 0 ? "" : relation.ForeignKey.Properties[foreign].Name, relation.Name + key.Name, key.Name];
        var shown = type.Properties.Select(property => property.PropertyInfo).ToList();
        return names.Select(name => shown.Find(property => property.Name == name)).FirstOrDefault(property => property is not null);
    }
}
