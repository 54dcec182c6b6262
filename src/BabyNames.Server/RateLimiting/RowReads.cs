using BabyNames.Data.Model;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.Queries;

namespace BabyNames.Server.RateLimiting;

/// <summary>Estimates the number of rows that the database reads in addition to the returned rows. It is zero if an index has the
/// requested order and all rows that are read are returned. Otherwise it is the number of all rows within the bounds. The cost of a
/// request is the number of returned rows, plus this number divided by <see cref="OperationCost.RowsReadForOne"/>.</summary>
internal sealed class RowReads(RowCounts counts)
{
    /// <summary>Returns the number of rows for a row set.</summary>
    /// <param name="row">Type of the rows.</param>
    /// <param name="isCounted">Whether the rows are counted or aggregated.</param>
    /// <param name="order">Columns of the order; null if the order uses expressions.</param>
    public long Of(Type row, RowBounds bounds, bool isCounted, IReadOnlyList<(string Column, bool Descending)>? order) =>
        isCounted || !bounds.IsExact || order is null || !bounds.IsInOrder(order) ? counts.Within(row, bounds) : 0;

    /// <summary>Returns the number of rows that a search by words reads: one for each name.</summary>
    public long OfSearch() => counts.Within(typeof(GenderProbability), new());

    /// <summary>Returns the number of rows for a GraphQL connection.</summary>
    public long OfConnection(Type row, Term? where, FieldValues field) => Of(row, new RowBounds().Add(where), field.IsCounted, field.Order);
}
