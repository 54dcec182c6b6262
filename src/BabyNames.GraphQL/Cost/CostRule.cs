using BabyNames.GraphQLEngine.Errors;
using GraphQL;
using GraphQL.Validation;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Refuses an operation that costs too much: the last thing that is looked at, when the variables have their
/// values, and for a document that is known to be valid the only one.</summary>
/// <param name="wish">Of the client: <c>report</c> the cost with the answer, or <c>validate</c> and do not execute.</param>
/// <param name="admit">Asked last, whether to execute at this cost now.</param>
internal sealed class CostRule(GraphQLLimits limits, string? wish, Func<OperationCost, ValueTask> admit) : ValidationRuleBase
{
    public const string Header = "GraphQL-Cost";

    /// <summary>Null until the operation was found valid.</summary>
    private OperationCost? _cost;

    public override async ValueTask<INodeVisitor?> GetPostNodeVisitorAsync(ValidationContext context)
    {
        _cost = CostAnalysis.Of(context, limits);
        Check("field", _cost.FieldCost, limits.MaxFieldCost);
        Check("type", _cost.TypeCost, limits.MaxTypeCost);
        if (wish is "validate")
            throw new NotExecuted();
        await admit(_cost);
        return null;
    }

    /// <summary>The result with the cost, if that is wished for.</summary>
    public ExecutionResult Answer(ExecutionResult result)
    {
        if (result.Errors?.FirstOrDefault() is NotExecuted)
            result = new();
        if (wish is "report" or "validate" && _cost is not null)
        {
            result.Extensions = new Dictionary<string, object?>
            {
                ["operationCost"] = new Dictionary<string, object?> { ["fieldCost"] = _cost.FieldCost, ["typeCost"] = _cost.TypeCost },
            };
        }
        return result;
    }

    /// <summary>The size that an executed operation has in the end.</summary>
    public long Produced(ExecutionResult result) => _cost!.Produced(ProducedRows.Of(result.Data));

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
