using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace BabyNames.GraphQLEngine.Values;

/// <summary>Executes queries by <see cref="ValueStrategy"/>, and other operations as GraphQL.NET does.</summary>
internal sealed class ValueExecuter : DocumentExecuter
{
    private readonly ValueStrategy _queries = new();

    protected override IExecutionStrategy SelectExecutionStrategy(ExecutionContext context) =>
        context.Operation.Operation == OperationType.Query ? _queries : base.SelectExecutionStrategy(context);
}
