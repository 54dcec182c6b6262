using Microsoft.OData.Edm;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>A path to a value: a property of the row, or of one that it refers to.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Properties">Those that refer, then the value's.</param>
internal sealed record FeedPath(string Name, IReadOnlyList<IEdmProperty> Properties)
{
    /// <returns>Null when there is none.</returns>
    public static FeedPath? Of(IEdmEntityType type, string path)
    {
        var properties = new List<IEdmProperty>();
        var from = type;
        foreach (var name in path.Split('/'))
        {
            if (from is null || Find(from, name) is not { } property)
                return null;
            properties.Add(property);
            from = property is IEdmNavigationProperty navigation && !navigation.Type.IsCollection() ? navigation.ToEntityType() : null;
        }
        if (!properties[^1].Type.IsPrimitive())
            return null;
        return new(string.Join('/', properties.Select(one => one.Name)), Shorten(properties));
    }

    public static IEdmProperty? Find(IEdmEntityType type, string name) =>
        type.FindProperty(name) ?? type.Properties().FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The code of the row's country is the country code of the row: no need to go there.</summary>
    private static IReadOnlyList<IEdmProperty> Shorten(List<IEdmProperty> properties)
    {
        if (properties.Count < 2 || properties[^2] is not IEdmNavigationProperty { ReferentialConstraint: { } constraint })
            return properties;
        return constraint.PropertyPairs.FirstOrDefault(pair => pair.PrincipalProperty == properties[^1]) is { } same
            ? [.. properties[..^2], same.DependentProperty]
            : properties;
    }
}
