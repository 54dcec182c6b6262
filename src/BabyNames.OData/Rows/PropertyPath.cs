using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Rows;

/// <summary>A path to a value: a property of the row, or of one that it refers to.</summary>
/// <param name="Properties">Those that refer, then the value's.</param>
internal sealed record PropertyPath(IReadOnlyList<IEdmProperty> Properties)
{
    /// <param name="path">Names as declared, with slashes between them.</param>
    /// <returns>Null when there is none.</returns>
    public static PropertyPath? Of(IEdmStructuredType type, string path)
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

    /// <summary>The key of the entity that a row refers to is a property of the row itself: no join is needed.</summary>
    private static IReadOnlyList<IEdmProperty> Shorten(List<IEdmProperty> properties)
    {
        if (properties.Count < 2 || properties[^2] is not IEdmNavigationProperty { ReferentialConstraint: { } constraint })
            return properties;
        return constraint.PropertyPairs.FirstOrDefault(pair => pair.PrincipalProperty == properties[^1]) is { } same
            ? [.. properties[..^2], same.DependentProperty]
            : properties;
    }
}
