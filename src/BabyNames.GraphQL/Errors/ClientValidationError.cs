using GraphQL.Validation;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>A fault of a document at a known place: text and extensions go out as they are.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="node">Where.</param>
/// <param name="details">Extensions, a code among them where there is one.</param>
internal sealed class ClientValidationError(
    string message,
    ValidationContext context,
    ASTNode node,
    params (string Name, object? Value)[] details
) : ValidationError(context.Document.Source, number: null, message, node)
{
    public IReadOnlyList<(string Name, object? Value)> Details => details;
}
