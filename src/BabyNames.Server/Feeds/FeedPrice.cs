using BabyNames.Conventions.Cost;
using BabyNames.Server.Feeds.Tables;
using BabyNames.Server.RateLimiting;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

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
    /// <summary>Of rows of the feed as they are.</summary>
    /// <param name="isCounted">Whether their number is all that is asked for.</param>
    public Price Of(Feed feed, FeedQuery query, bool isCounted)
    {
        var bounds = feed.Bounds().Add(query.Condition);
        var read = reads.Of(feed.RowType, bounds, isCounted || query.WantsCount, query.OrderedBy) + (query.Search is null ? 0 : reads.OfSearch());
        return new(isCounted ? 0 : Math.Min(query.Top ?? long.MaxValue, Page(feed, bounds, query.PageSize)), read + query.Skip);
    }

    /// <summary>Of what SQL makes of a feed's rows.</summary>
    /// <param name="query">Null before it was read.</param>
    public Price Of(IEdmModel model, IEdmEntitySet set, Feed feed, TableOptions options, TableQuery? query, bool isCounted)
    {
        var bounds = Add(feed.Bounds(), model, set, options);
        var read = query?.IsOfTotals == true ? counts.Slices(bounds) : counts.Within(feed.RowType, bounds);
        var most = query switch
        {
            { IsOneRow: true } => 1,
            { IsOfTotals: true } => counts.Slices(bounds),
            _ => long.MaxValue,
        };
        var produced = Math.Min(Math.Min(options.Top ?? long.MaxValue, most), Page(feed, bounds, options.PageSize));
        return new(isCounted ? 0 : produced, read + options.Skip + (options.Search is null ? 0 : reads.OfSearch()));
    }

    /// <summary>Of an answer without pages, all rows.</summary>
    private long Page(Feed feed, RowBounds bounds, int size) => size == CsvWriter.MostRows ? counts.Within(feed.RowType, bounds) : size;

    /// <summary>The conditions that rows meet before anything else is made of them. Where the library cannot read them they rule out
    /// nothing.</summary>
    private static RowBounds Add(RowBounds bounds, IEdmModel model, IEdmEntitySet set, TableOptions options)
    {
        try
        {
            var texts = options.Texts.Where(option => option.Key is "$filter" or "$apply" or ['@', ..]).ToDictionary();
            var parser = new ODataQueryOptionParser(model, set.EntityType, set, texts);
            return options.Apply is null
                ? bounds.Add(parser.ParseFilter()?.Expression)
                : parser.ParseApply().Transformations.TakeWhile(step => step is FilterTransformationNode).Cast<FilterTransformationNode>()
                    .Aggregate(bounds, (all, step) => all.Add(step.FilterClause.Expression));
        }
        catch (ODataException)
        {
            return bounds;
        }
    }
}
