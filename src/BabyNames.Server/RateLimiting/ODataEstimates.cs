using BabyNames.ODataEngine;
using BabyNames.Queries;

namespace BabyNames.Server.RateLimiting;

/// <summary>Estimates the rows of an OData request by its path and options as they were parsed.</summary>
internal sealed class ODataEstimates(RowCounts counts, RowReads reads)
{
    /// <param name="bounds">What the rows of the entity set are bounded by already; the conditions of the request are added.</param>
    public RowEstimate Of(RequestedRows rows, RowBounds bounds)
    {
        var (row, query, isCounted) = (rows.EntitySet.RowType, rows.Query, rows.IsCounted);
        bounds = rows.Rows.Rows.Conditions.Aggregate(bounds, (all, condition) => all.Add(condition));
        var search = query.Search is null ? 0 : reads.OfSearch();
        var page = Math.Min(query.Top ?? long.MaxValue, query.IsUnpaged ? counts.Within(row, bounds) : query.PageSize);
        if (!query.IsTable)
            return new(
                isCounted ? 0 : page,
                reads.Of(row, bounds, isCounted || query.WantsCount, query.OrderByPaths) + query.Skip + search
            );
        var readsTotals = rows.Rows.ReadsTotals;
        var read = readsTotals ? counts.Slices(bounds) : counts.Within(row, bounds);
        // There are no more groups than rows; 0 stands for a number that is not known.
        var most =
            rows.Rows.Rows.Key is [] ? 1
            : read > 0 ? read
            : long.MaxValue;
        return new(isCounted ? 0 : Math.Min(page, most), read + query.Skip + search);
    }
}
