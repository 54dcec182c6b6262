using BabyNames.Data.Model;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.Queries;

namespace BabyNames.Server.RateLimiting;

/// <summary>Estimates the rows that the database reads besides those it returns: none if an index has the requested order and all
/// rows read are returned, else every row within the bounds. The cost of a request is the rows that it returns, and these
/// divided by <see cref="OperationCost.RowsReadForOne"/>.</summary>
internal sealed class RowReads(RowCounts counts)
{
    /// <param name="row">Type of the set's rows.</param>
    /// <param name="isCounted">Whether the rows are counted or aggregated.</param>
    /// <param name="order">The columns of the order; null if it is not by columns.</param>
    public long Of(Type row, RowBounds bounds, bool isCounted, IReadOnlyList<(string Column, bool Descending)>? order) =>
        isCounted || !bounds.IsExact || order is null || !bounds.IsInOrder(order) ? counts.Within(row, bounds) : 0;

    /// <summary>Rows that a search by words reads: every name.</summary>
    public long OfSearch() => counts.Within(typeof(GenderProbability), new());

    /// <summary>Rows that a GraphQL connection reads.</summary>
    public long OfConnection(Type row, Term? where, FieldValues field) => Of(row, new RowBounds().Add(where), field.IsCounted, field.Order);
}
