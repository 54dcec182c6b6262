using BabyNames.Server.Errors;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds;

/// <summary>Bounds the conditions that the library evaluates, or has EF translate.</summary>
internal static class FilterLimits
{
    private const int DeepestLists = 5;

    /// <summary>EF writes what is compared with a list once for each value of it. What is compared may itself have a list in it,
    /// and so each level doubles the work.</summary>
    /// <param name="filter">Null for none.</param>
    /// <exception cref="FeedException">It has lists that are nested too deep.</exception>
    public static void CheckLists(FilterClause? filter)
    {
        if (Depth(filter?.Expression, node => node is InNode) > DeepestLists)
        {
            throw new FeedException(ErrorCodes.InvalidQuery,
                $"$filter: comparisons with in are nested more than {DeepestLists} deep. Compare a property with the list instead.");
        }
    }

    /// <summary>.NET goes back on what a pattern matched, PostgreSQL does not.</summary>
    /// <param name="expression">Null for none.</param>
    /// <exception cref="FeedException">It has a pattern.</exception>
    public static void CheckPatterns(QueryNode? expression)
    {
        if (Depth(expression, node => node is SingleValueFunctionCallNode { Name: "matchesPattern" }) > 0)
        {
            throw new FeedException(ErrorCodes.NotImplemented,
                "matchesPattern is served for the rows of entity sets, not for those that a function works out; use startswith, endswith or contains.");
        }
    }

    /// <returns>How many of the nodes are counted on the longest way down.</returns>
    private static int Depth(QueryNode? node, Func<QueryNode, bool> counts) => node is null ? 0 : (counts(node) ? 1 : 0) + node switch
    {
        InNode list => Depth(list.Left, counts),
        BinaryOperatorNode both => Math.Max(Depth(both.Left, counts), Depth(both.Right, counts)),
        UnaryOperatorNode one => Depth(one.Operand, counts),
        ConvertNode converted => Depth(converted.Source, counts),
        SingleValueFunctionCallNode call => call.Parameters.Select(parameter => Depth(parameter, counts)).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
