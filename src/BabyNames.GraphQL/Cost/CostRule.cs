using BabyNames.GraphQLEngine.Errors;
using GraphQL;
using GraphQL.Validation;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Refuses an operation that costs too much. It is the last rule of validation, because it needs the values of the
/// variables.</summary>
/// <param name="mode">Value of the header GraphQL-Cost: <c>report</c> adds the cost to the response, <c>validate</c> returns the cost
/// without execution. Null and other values do neither.</param>
/// <param name="admit">Waits until the operation may be executed. Called after all other checks.</param>
internal sealed class CostRule(GraphQLLimits limits, string? mode, Func<OperationCost, ValueTask> admit) : ValidationRuleBase
{
    /// <summary>Name of the header for the mode.</summary>
    public const string Header = "GraphQL-Cost";

    /// <summary>The cost; null until the operation is validated.</summary>
    private OperationCost? _cost;

    public override async ValueTask<INodeVisitor?> GetPostNodeVisitorAsync(ValidationContext context)
    {
        _cost = CostAnalysis.Analyze(context, limits);
        Check("field", _cost.FieldCost, limits.MaxFieldCost);
        Check("type", _cost.TypeCost, limits.MaxTypeCost);
        if (mode is "validate")
            throw new NotExecuted();
        await admit(_cost);
        return null;
    }

    /// <summary>Adds the cost to a result if the mode requires it.</summary>
    public ExecutionResult AddCost(ExecutionResult result)
    {
        if (result.Errors?.FirstOrDefault() is NotExecuted)
            result = new();
        if (mode is "report" or "validate" && _cost is not null)
        {
            result.Extensions = new Dictionary<string, object?>
            {
                ["operationCost"] = new Dictionary<string, object?> { ["fieldCost"] = _cost.FieldCost, ["typeCost"] = _cost.TypeCost },
            };
        }
        return result;
    }

    /// <summary>Returns the actual type cost of an executed operation.</summary>
    public long ActualTypeCost(ExecutionResult result) => _cost!.ActualTypeCost(ProducedRows.Count(result.Data));

    private static void Check(string kind, long cost, int limit)
    {
        if (cost > limit)
        {
            throw new ClientError(
                $"The maximum allowed {kind} cost was exceeded.",
                "HC0047",
                ($"{kind}Cost", cost),
                ($"max{char.ToUpperInvariant(kind[0])}{kind[1..]}Cost", limit)
            );
        }
    }

    private sealed class NotExecuted() : ExecutionError("The operation was not executed.");
}
