using BabyNames.Server.Errors;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds;

/// <summary>Bounds lists within lists. EF writes what is compared with a list once for each value of it: what is compared may
/// itself have a list in it, and so each level doubles the work.</summary>
internal static class ListNesting
{
    private const int Deepest = 5;

    /// <param name="filter">Null for none.</param>
    /// <exception cref="FeedException">It has lists that are nested too deep.</exception>
    public static void Check(FilterClause? filter)
    {
        if (Depth(filter?.Expression) > Deepest)
            throw new FeedException(ErrorCodes.InvalidQuery, $"$filter: comparisons with in are nested more than {Deepest} deep. Compare a property with the list instead.");
    }

    private static int Depth(QueryNode? node) => node switch
    {
        InNode list => 1 + Depth(list.Left),
        BinaryOperatorNode both => Math.Max(Depth(both.Left), Depth(both.Right)),
        UnaryOperatorNode one => Depth(one.Operand),
        ConvertNode converted => Depth(converted.Source),
        SingleValueFunctionCallNode call => call.Parameters.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
