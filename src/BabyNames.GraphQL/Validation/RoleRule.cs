using System.Security.Claims;
using BabyNames.GraphQLEngine.Errors;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Validation;

/// <summary>Refuses every field of the root types that does not name a role of the user. It is for users who may not read in
/// general.</summary>
internal sealed class RoleRule(ClaimsPrincipal user) : ValidationRuleBase
{
    /// <summary>Whether the operation was refused.</summary>
    public bool HasRefused { get; private set; }

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) =>
        new(new MatchingNodeVisitor<GraphQLField>((field, visited) => Check(field, visited)));

    private void Check(GraphQLField field, ValidationContext context)
    {
        var parent = context.TypeInfo.GetParentType();
        if (parent is null || parent != context.Schema.Query && parent != context.Schema.Mutation && parent != context.Schema.Subscription)
            return;
        if (field.Name.Value == "__typename" || context.TypeInfo.GetFieldDef()?.Names(user) == true)
            return;
        HasRefused = true;
        context.ReportError(new("", number: null, $"The field {field.Name.Value} is not permitted.", field));
    }
}
