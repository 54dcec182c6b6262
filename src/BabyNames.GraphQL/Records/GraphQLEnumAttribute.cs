namespace BabyNames.GraphQLEngine.Records;

/// <summary>Shows text as an enum that a column has already.</summary>
/// <param name="name">Of the enum, for example <c>Gender</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class GraphQLEnumAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
