using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Validation;

/// <summary>A position where a document uses a variable.</summary>
/// <param name="Node">The variable.</param>
/// <param name="Type">Type of the position.</param>
/// <param name="HasDefault">Whether the argument or input field has a default of its own.</param>
internal sealed record VariableUsage(GraphQLVariable Node, IGraphType Type, bool HasDefault);

/// <summary>Finds the usages of variables, also within lists and objects, with the types of their positions and the definitions of their
/// operations.</summary>
/// <param name="check">Called for each usage of each operation, after the whole document is read.</param>
internal sealed class VariableUsages(Action<GraphQLVariableDefinition, VariableUsage, ValidationContext> check) : INodeVisitor
{
    private readonly Dictionary<ASTNode, List<VariableUsage>> _byDefinition = [];
    private List<VariableUsage> _current = [];

    public ValueTask EnterAsync(ASTNode node, ValidationContext context)
    {
        if (node is GraphQLOperationDefinition or GraphQLFragmentDefinition)
            _byDefinition[node] = _current = [];
        else if (node is GraphQLArgument argument)
            Add(argument.Value, context.TypeInfo.GetInputType(), context.TypeInfo.GetArgument()?.DefaultValue is not null);
        return default;
    }

    public ValueTask LeaveAsync(ASTNode node, ValidationContext context)
    {
        if (node is not GraphQLDocument document)
            return default;
        foreach (
            var operation in document.Definitions.OfType<GraphQLOperationDefinition>().Where(operation => operation.Variables is not null)
        )
        {
            var definitions = operation
                .Variables!.Items.DistinctBy(variable => variable.Variable.Name.Value)
                .ToDictionary(variable => variable.Variable.Name.Value);
            foreach (var usage in UsagesIn(operation, context))
            {
                if (definitions.TryGetValue(usage.Node.Name.Value, out var definition))
                    check(definition, usage, context);
            }
        }
        return default;
    }

    private IEnumerable<VariableUsage> UsagesIn(GraphQLOperationDefinition operation, ValidationContext context) =>
        (context.GetRecursivelyReferencedFragments(operation) ?? [])
            .Cast<ASTNode>()
            .Prepend(operation)
            .SelectMany(definition => _byDefinition.GetValueOrDefault(definition) ?? []);

    /// <param name="type">Type of the position; null when the argument or field does not exist, which is an error of another rule.</param>
    private void Add(GraphQLValue value, IGraphType? type, bool hasDefault)
    {
        if (type is null)
            return;
        var nullable = type is NonNullGraphType nonNull ? nonNull.ResolvedType! : type;
        switch (value)
        {
            case GraphQLVariable variable:
                _current.Add(new(variable, type, hasDefault));
                break;
            case GraphQLListValue list:
                var item = nullable is ListGraphType listType ? listType.ResolvedType : null;
                foreach (var itemValue in list.Values ?? [])
                    Add(itemValue, item, hasDefault: false);
                break;
            case GraphQLObjectValue fields when InputObject(nullable) is { } input:
                foreach (var field in fields.Fields ?? [])
                {
                    var definition = input.GetField(field.Name.Value);
                    Add(field.Value, definition?.ResolvedType, definition?.DefaultValue is not null);
                }
                break;
        }
    }

    /// <summary>Returns the input type, also of a list, because a single object is allowed for a list with one item.</summary>
    private static IInputObjectGraphType? InputObject(IGraphType type) => type.GetNamedType() as IInputObjectGraphType;
}
