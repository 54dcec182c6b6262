using BabyNames.Conventions.Cost;
using BabyNames.Data.Model;

namespace BabyNames.Server.RateLimiting;

/// <summary>The rows that a request makes the database read: none where an index has them in the order that is asked for and all
/// of them go into the answer, else every row that an index does not rule out. The cost of a request is the rows that it
/// produces, and these divided by <see cref="OperationCost.RowsReadForOne"/>.</summary>
internal sealed class RowReads(RowCounts counts)
{
    /// <param name="row">Type of the set's rows.</param>
    /// <param name="isCounted">Whether they are counted, or put together.</param>
    /// <param name="order">Columns, each with whether it goes down; null where it is not by columns.</param>
    public long Of(Type row, RowBounds bounds, bool isCounted, IReadOnlyList<(string Column, bool Descending)>? order) =>
        isCounted || !bounds.IsExact || order is null || !bounds.IsInOrder(order) ? counts.Within(row, bounds) : 0;

    /// <summary>Of words, which are looked for in every different name.</summary>
    public long OfSearch() => counts.Within(typeof(GenderProbability), new());

    /// <summary>Of a connection of GraphQL.</summary>
    public long OfConnection(Type row, FieldValues field) => Of(row, RowBounds.OfWhere(field["where"]), field.Counts, field.Order);
}
