using BabyNames.Conventions.Cost;
using BabyNames.Queries;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Feeds;

/// <param name="Produced">Rows of the answer at most.</param>
/// <param name="Read">Rows that the database reads to find them.</param>
internal readonly record struct Price(long Produced, long Read)
{
    /// <param name="rows">Of a question that says how many it has.</param>
    public static Price Of(RowEstimate rows) => new(rows.Size ?? 0, rows.Read);

    public long Total => Produced + Read / OperationCost.RowsReadForOne;
}

/// <summary>What a request of a feed asks for, by its path and options as they were parsed.</summary>
internal sealed class FeedPrice(RowCounts counts, RowReads reads)
{
    /// <param name="rows">Null before the words of a search are known.</param>
    /// <param name="isCounted">Whether their number is all that is asked for.</param>
    public Price Of(Feed feed, FeedQuery query, FeedRows? rows, bool isCounted)
    {
        var bounds = query.Conditions.Aggregate(feed.Bounds(), (all, condition) => all.Add(condition));
        var search = query.Search is null ? 0 : reads.OfSearch();
        var page = Math.Min(query.Top ?? long.MaxValue, feed.Price?.Produced ?? Page(feed, bounds, query.PageSize));
        if (feed.Price is { } price)
            return new(isCounted ? 0 : page, price.Read);
        if (!query.IsTable)
            return new(isCounted ? 0 : page, reads.Of(feed.RowType, bounds, isCounted || query.WantsCount, query.OrderedBy) + query.Skip + search);
        var read = rows?.IsOfTotals == true ? counts.Slices(bounds) : counts.Within(feed.RowType, bounds);
        var most = rows switch
        {
            { Rows.Key: [] } => 1,
            { IsOfTotals: true } => counts.Slices(bounds),
            _ => long.MaxValue,
        };
        return new(isCounted ? 0 : Math.Min(page, most), read + query.Skip + search);
    }

    /// <summary>Of an answer without pages, all rows.</summary>
    private long Page(Feed feed, RowBounds bounds, int size) => size == CsvWriter.MostRows ? counts.Within(feed.RowType, bounds) : size;
}
