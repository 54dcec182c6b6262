using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Values;

/// <summary>The node of a field whose value is written as a whole, without nodes below it.</summary>
internal sealed class ValueNode(ExecutionNode parent, IGraphType type, GraphQLField field, FieldType definition, int? index)
    : ExecutionNode(parent, type, field, definition, index)
{
    public override object? ToValue() => Result;

    public override bool PropagateNull() => Result is null;
}
