using GraphQL.Validation;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>An error at a location of a document. Its message and extensions are sent to the client without changes.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="node">The node with the error.</param>
/// <param name="details">Extensions of the error, with the code if it has one.</param>
internal sealed class ClientValidationError(
    string message,
    ValidationContext context,
    ASTNode node,
    params (string Name, object? Value)[] details
) : ValidationError(context.Document.Source, number: null, message, node)
{
    public IReadOnlyList<(string Name, object? Value)> Details => details;
}
