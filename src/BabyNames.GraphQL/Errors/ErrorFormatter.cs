using System.Text.RegularExpressions;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>Formats errors for clients, with the messages and codes of Hot Chocolate if it has them. Internal details are not
/// shown.</summary>
internal sealed partial class ErrorFormatter : IErrorInfoProvider
{
    /// <summary>The message of errors that the client cannot fix.</summary>
    public const string Unexpected = "Unexpected Execution Error";

    public ErrorInfo GetInfo(ExecutionError error) =>
        error switch
        {
            ClientError client => Info(
                client.Message,
                [("code", client.Code), .. client.Details.Select(detail => (detail.Key, detail.Value))]
            ),
            UnhandledError { InnerException: DomainException domain } => Info(domain.Message, ("code", domain.Code)),
            UnhandledError => Info(Unexpected),
            ClientValidationError client => Info(client.Message, [.. client.Details]),
            SyntaxError => Info(FirstLine(error.Message), ("code", "HC0014")),
            ValidationError validation when UnknownField().Match(error.Message) is { Success: true } match => FieldInfo(
                match.Groups["field"].Value,
                match.Groups["type"].Value,
                validation.Nodes.OfType<GraphQLField>().FirstOrDefault()
            ),
            ValidationError when MissingVariable().Match(error.Message) is { Success: true } match => Info(
                $"Variable `{match.Groups["name"].Value}` is required.",
                ("code", "HC0018"),
                ("variable", match.Groups["name"].Value)
            ),
            _ => Info(WithoutHints(error.Message)),
        };

    private static ErrorInfo FieldInfo(string field, string type, GraphQLField? node) =>
        Info(
            $"The field `{field}` does not exist on the type `{type}`.",
            ("type", type),
            ("field", field),
            ("responseName", node?.Alias is { } alias ? (string)alias.Name.Value : field),
            ("specifiedBy", "https://spec.graphql.org/October2021/#sec-Field-Selections-on-Objects-Interfaces-and-Unions-Types")
        );

    private static ErrorInfo Info(string message, params (string Name, object? Value)[] extensions) =>
        new()
        {
            Message = message,
            Extensions = extensions.Length == 0 ? null : extensions.ToDictionary(extension => extension.Name, extension => extension.Value),
        };

    /// <summary>Removes suggestions of similar names, because they would disclose the schema even without introspection.</summary>
    private static string WithoutHints(string message) => Hint().Replace(message, "");

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();

    [GeneratedRegex(@"^Cannot query field '(?<field>\w+)' on type '(?<type>\w+)'")]
    private static partial Regex UnknownField();

    [GeneratedRegex(@"^Variable '\$(?<name>[^']+)' is invalid\. No value provided for a non-null variable")]
    private static partial Regex MissingVariable();

    [GeneratedRegex(@"\s*Did you mean .*$", RegexOptions.Singleline)]
    private static partial Regex Hint();
}
