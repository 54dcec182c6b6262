using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Rows;

/// <summary>A path to a value: a property of the row, or of an entity to which the row refers.</summary>
/// <param name="Properties">The navigation properties, then the property of the value.</param>
internal sealed record PropertyPath(IReadOnlyList<IEdmProperty> Properties)
{
    /// <summary>Finds the properties of a path.</summary>
    /// <param name="path">Names as declared, separated by slashes.</param>
    /// <returns>The path; null when it does not exist.</returns>
    public static PropertyPath? Find(IEdmStructuredType type, string path)
    {
        var properties = new List<IEdmProperty>();
        IEdmStructuredType? from = type;
        foreach (var name in path.Split('/'))
        {
            if (from?.FindProperty(name) is not { } property)
                return null;
            properties.Add(property);
            from = property is IEdmNavigationProperty navigation && !navigation.Type.IsCollection() ? navigation.ToEntityType() : null;
        }
        return properties[^1].Type.IsPrimitive() ? new(Shorten(properties)) : null;
    }

    /// <summary>Replaces the key of a related entity by the property of the row that has the same value, so that no join is
    /// needed.</summary>
    private static IReadOnlyList<IEdmProperty> Shorten(List<IEdmProperty> properties)
    {
        if (properties.Count < 2 || properties[^2] is not IEdmNavigationProperty { ReferentialConstraint: { } constraint })
            return properties;
        return constraint.PropertyPairs.FirstOrDefault(pair => pair.PrincipalProperty == properties[^1]) is { } same
            ? [.. properties[..^2], same.DependentProperty]
            : properties;
    }
}
