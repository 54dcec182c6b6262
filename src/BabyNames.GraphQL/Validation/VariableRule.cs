using BabyNames.GraphQLEngine.Errors;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Validation;

/// <summary>Checks that the type of each variable is allowed in all of its positions (GraphQL specification, 5.8.5). It replaces the rule
/// of GraphQL.NET, which accepts every list for every other list and every non-null type for every other one.</summary>
/// <param name="isValid">Whether the document is known to be valid, so that only the values are checked.</param>
internal sealed class VariableRule(bool isValid) : ValidationRuleBase
{
    private const string Specification = "https://spec.graphql.org/October2021/#sec-All-Variable-Usages-are-Allowed";

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) =>
        new(isValid ? null : new VariableUsages(CheckType));

    /// <summary>Checks values. A nullable variable with a default is allowed in a non-null position, but a client can still send
    /// null.</summary>
    public override ValueTask<INodeVisitor?> GetPostNodeVisitorAsync(ValidationContext context) =>
        new(
            context.Operation.Variables?.Items.Exists(variable => IsNullInsteadOfDefault(variable, context)) == true
                ? new VariableUsages(CheckNull)
                : null
        );

    private static void CheckType(GraphQLVariableDefinition definition, VariableUsage usage, ValidationContext context)
    {
        // A type that does not exist has an error of its own.
        if (context.Schema.AllTypes[definition.Type.Name()] is not null && !IsAllowed(definition, usage))
        {
            context.ReportError(
                new ClientValidationError(
                    $"The variable `{definition.Variable.Name.Value}` is not compatible with the type of the current location.",
                    context,
                    usage.Node,
                    ("variable", definition.Variable.Name.StringValue),
                    ("variableType", Text(definition.Type)),
                    ("locationType", usage.Type.ToString()),
                    ("specifiedBy", Specification)
                )
            );
        }
    }

    private static void CheckNull(GraphQLVariableDefinition definition, VariableUsage usage, ValidationContext context)
    {
        if (usage.Type is NonNullGraphType && IsNullInsteadOfDefault(definition, context))
        {
            context.ReportError(
                new ClientValidationError(
                    $"The variable `{definition.Variable.Name.Value}` is null where `{usage.Type}` is expected. Omit it for its default.",
                    context,
                    usage.Node,
                    ("code", "HC0018"),
                    ("variable", definition.Variable.Name.StringValue)
                )
            );
        }
    }

    private static bool IsAllowed(GraphQLVariableDefinition definition, VariableUsage usage) =>
        usage.Type is NonNullGraphType { ResolvedType: { } nullable } && definition.Type is not GraphQLNonNullType
            ? (usage.HasDefault || definition.DefaultValue is not (null or GraphQLNullValue)) && AreCompatible(definition.Type, nullable)
            : AreCompatible(definition.Type, usage.Type);

    private static bool AreCompatible(GraphQLType variable, IGraphType location) =>
        (variable, location) switch
        {
            (GraphQLNonNullType inner, NonNullGraphType outer) => AreCompatible(inner.Type, outer.ResolvedType!),
            (_, NonNullGraphType) => false,
            (GraphQLNonNullType inner, _) => AreCompatible(inner.Type, location),
            (GraphQLListType inner, ListGraphType outer) => AreCompatible(inner.Type, outer.ResolvedType!),
            (GraphQLNamedType named, not ListGraphType) => named.Name.Value == location.Name,
            _ => false,
        };

    private static string Text(GraphQLType type) =>
        type switch
        {
            GraphQLNonNullType nonNull => $"{Text(nonNull.Type)}!",
            GraphQLListType list => $"[{Text(list.Type)}]",
            _ => ((GraphQLNamedType)type).Name.StringValue,
        };

    private static bool IsNullInsteadOfDefault(GraphQLVariableDefinition definition, ValidationContext context) =>
        definition is { DefaultValue: not null, Type: not GraphQLNonNullType }
        && context.Variables.TryGetValue(definition.Variable.Name.StringValue, out var value)
        && value is null;
}
