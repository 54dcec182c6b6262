using System.Globalization;
using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Server.Feeds.Tables;
using BabyNames.Server.ODataSetup;
using Microsoft.AspNetCore.OData;
using Microsoft.AspNetCore.OData.Extensions;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds;

/// <summary>Answers every request below the service root.</summary>
internal sealed class FeedEndpoint(
    EdmModel model, ODataMiniMetadata library, ODataLimits limits, IDbContextFactory<BabyNamesDbContext> contexts, ILogger<FeedEndpoint> logger)
{
    public async Task AnswerAsync(HttpContext http)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        time.CancelAfter(limits.ExecutionTime);
        try
        {
            using var scope = library.ServiceProvider.CreateScope();
            await AnswerAsync(new FeedRequest(http, library.Model, scope.ServiceProvider), time.Token);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await ODataErrors.WriteAsync(http, exception, logger);
        }
    }

    private Task AnswerAsync(FeedRequest request, CancellationToken cancellationToken) => request.Path.ToArray() switch
    {
        [] => FeedWriter.WriteAsync(request, model.Model.GenerateServiceDocument(), selection: null),
        [MetadataSegment] => MetadataAsync(request, cancellationToken),
        [EntitySetSegment set] => PageAsync(request, set, cancellationToken),
        [EntitySetSegment set, CountSegment] => CountAsync(request, set, cancellationToken),
        [EntitySetSegment set, FilterSegment filter] => PageAsync(request.Filtered(set, filter), set, cancellationToken),
        [EntitySetSegment set, FilterSegment filter, CountSegment] => CountAsync(request.Filtered(set, filter), set, cancellationToken),
        [EntitySetSegment set, KeySegment key] => RowAsync(request, set, key, cancellationToken),
        _ => throw new FeedException(ErrorCodes.NotImplemented, "This path is not served: ask for an entity set, a row of it by its key, or its $count."),
    };

    /// <summary>XML whatever is accepted: Power Query names JSON first and then cannot read it.</summary>
    private async Task MetadataAsync(FeedRequest request, CancellationToken cancellationToken)
    {
        if (request.Http.Request.Query["$format"].ToString() is not ("" or "xml" or "application/xml"))
            throw new ODataContentTypeException("The metadata is application/xml.");
        request.Http.Response.ContentType = "application/xml";
        request.Http.Response.Headers["OData-Version"] = FeedRequest.Version;
        await request.Http.Response.WriteAsync(model.Csdl, cancellationToken);
    }

    private async Task PageAsync(FeedRequest request, EntitySetSegment set, CancellationToken cancellationToken)
    {
        if (new TableOptions(request.Http.Request, limits) is { IsTable: true } options)
        {
            await TableAsync(request, set, options, cancellationToken);
            return;
        }
        var (feed, query) = Query(request, set);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var page = await feed.ReadAsync(query, database, cancellationToken);
        var feature = request.Http.ODataFeature();
        feature.TotalCount = page.Total;
        if (page.NextToken is { } token)
            feature.NextLink = NextLink.Of(request.Http.Request, token, query.Top - query.PageSize);
        PagePreference.Confirm(request.Http);
        await FeedWriter.WriteAsync(request, page.Rows, query.Selection);
    }

    private async Task TableAsync(FeedRequest request, EntitySetSegment set, TableOptions options, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var query = await TableAsync(set, options, database, cancellationToken);
        var page = await query.ReadAsync(database, cancellationToken);
        var next = page.NextToken is { } token ? NextLink.Of(request.Http.Request, token, options.Top - options.PageSize) : null;
        PagePreference.Confirm(request.Http);
        await TableWriter.WriteAsync(request, set.EntitySet.Name, page, next);
    }

    private async Task<TableQuery> TableAsync(EntitySetSegment set, TableOptions options, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var feed = model.Feeds[set.EntitySet.Name];
        return TableQuery.Read(model.Model, set.EntitySet, feed, await feed.SourceAsync(database, cancellationToken), options, limits, database);
    }

    private async Task CountAsync(FeedRequest request, EntitySetSegment set, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var count = new TableOptions(request.Http.Request, limits) is { IsTable: true } options
            ? await (await TableAsync(set, options, database, cancellationToken)).CountAsync(database, cancellationToken)
            : await model.Feeds[set.EntitySet.Name].CountAsync(Query(request, set).Query, database, cancellationToken);
        request.Http.Response.ContentType = "text/plain";
        request.Http.Response.Headers["OData-Version"] = FeedRequest.Version;
        await request.Http.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    private async Task RowAsync(FeedRequest request, EntitySetSegment set, KeySegment key, CancellationToken cancellationToken)
    {
        var (feed, query) = Query(request, set);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await feed.FindAsync(query, key, database, cancellationToken)
            ?? throw new FeedException(ErrorCodes.UnknownResource, $"{feed.Set} has no row with this key.");
        await FeedWriter.WriteAsync(request, row, query.Selection);
    }

    private (Feed Feed, FeedQuery Query) Query(FeedRequest request, EntitySetSegment set)
    {
        var feed = model.Feeds[set.EntitySet.Name];
        return (feed, new(model.Model, set.EntitySet, feed.RowType, new ODataPath(set), request.Http.Request, limits));
    }
}
