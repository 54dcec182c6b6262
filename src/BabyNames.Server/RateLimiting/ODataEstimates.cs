using BabyNames.ODataEngine;
using BabyNames.Queries;

namespace BabyNames.Server.RateLimiting;

/// <summary>Estimates the number of rows of an OData request from its parsed path and options.</summary>
internal sealed class ODataEstimates(RowCounts counts, RowReads reads)
{
    /// <summary>Returns the estimated number of rows that the request returns and that the database reads for it.</summary>
    /// <param name="bounds">The bounds of the entity set. The method adds the conditions of the request.</param>
    public RowEstimate Of(RequestedRows rows, RowBounds bounds)
    {
        var (row, query, isCounted) = (rows.EntitySet.RowType, rows.Query, rows.IsCounted);
        bounds = rows.Rows.Rows.Conditions.Aggregate(bounds, (sum, condition) => sum.Add(condition));
        var search = query.Search is null ? 0 : reads.OfSearch();
        var page = Math.Min(query.Top ?? long.MaxValue, query.IsUnpaged ? counts.Within(row, bounds) : query.PageSize);
        if (!query.IsTable)
            return new(
                isCounted ? 0 : page,
                reads.Of(row, bounds, isCounted || query.WantsCount, query.OrderByPaths) + query.Skip + search
            );
        var isOfTotals = rows.Rows.ReadsTotals;
        var read = isOfTotals ? counts.Slices(bounds) : counts.Within(row, bounds);
        // The number of groups is at most the number of rows. The value 0 means that the number of rows is unknown.
        var maxGroups =
            rows.Rows.Rows.Key is [] ? 1
            : read > 0 ? read
            : long.MaxValue;
        return new(isCounted ? 0 : Math.Min(page, maxGroups), read + query.Skip + search);
    }
}
