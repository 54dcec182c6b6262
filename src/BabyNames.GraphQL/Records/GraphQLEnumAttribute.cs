namespace BabyNames.GraphQLEngine.Records;

/// <summary>Shows text as a GraphQL enum that a column has, too.</summary>
/// <param name="name">Name of the enum, for example <c>Gender</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class GraphQLEnumAttribute(string name) : Attribute
{
    /// <summary>Name of the enum.</summary>
    public string Name { get; } = name;
}
