using System.Globalization;
using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Server.Feeds.Functions;
using BabyNames.Server.Feeds.Tables;
using BabyNames.Server.ODataSetup;
using Microsoft.AspNetCore.OData;
using Microsoft.AspNetCore.OData.Extensions;
using Microsoft.AspNetCore.OData.Query;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using IEdmEntitySet = Microsoft.OData.Edm.IEdmEntitySet;

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
        [MetadataSegment] => MetadataWriter.WriteAsync(request, model, cancellationToken),
        [EntitySetSegment set] => PageAsync(request, Asked(set), cancellationToken),
        [EntitySetSegment set, CountSegment] => CountAsync(request, Asked(set), cancellationToken),
        [EntitySetSegment set, FilterSegment filter] => PageAsync(request.Filtered(set, filter), Asked(set), cancellationToken),
        [EntitySetSegment set, FilterSegment filter, CountSegment] => CountAsync(request.Filtered(set, filter), Asked(set), cancellationToken),
        [OperationImportSegment call] => CallAsync(request, call, PageAsync, cancellationToken),
        [OperationImportSegment call, CountSegment] => CallAsync(request, call, CountAsync, cancellationToken),
        [EntitySetSegment set, KeySegment key] => RowAsync(request, set, key, cancellationToken),
        _ => throw new FeedException(ErrorCodes.NotImplemented, "This path is not served: ask for an entity set, a row of it by its key, or its $count."),
    };

    private async Task PageAsync(FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked, CancellationToken cancellationToken)
    {
        var feed = asked.Feed;
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (new TableOptions(request.Http.Request, limits) is { IsTable: true } options)
        {
            await TableAsync(request, asked, options, database, cancellationToken);
            return;
        }
        var query = Query(request, asked);
        var page = await feed.ReadAsync(query, database, cancellationToken);
        var feature = request.Http.ODataFeature();
        feature.TotalCount = page.Total;
        if (page.NextToken is { } token)
            feature.NextLink = NextLink.Of(request.Http.Request, token, query.Top - query.PageSize);
        PagePreference.Confirm(request.Http);
        await FeedWriter.WriteAsync(request, page.Rows, query.Selection);
    }

    private async Task TableAsync(
        FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked, TableOptions options, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var query = await TableAsync(asked, options, database, cancellationToken);
        var page = await query.ReadAsync(database, cancellationToken);
        var next = page.NextToken is { } token ? NextLink.Of(request.Http.Request, token, options.Top - options.PageSize) : null;
        PagePreference.Confirm(request.Http);
        await TableWriter.WriteAsync(request, asked.Set.Name, page, next);
    }

    private async Task<TableQuery> TableAsync(
        (Feed Feed, IEdmEntitySet Set) asked, TableOptions options, BabyNamesDbContext database, CancellationToken cancellationToken) =>
        TableQuery.Read(model.Model, asked.Set, asked.Feed, await asked.Feed.SourceAsync(database, cancellationToken), options, limits, database);

    private async Task CountAsync(FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var count = new TableOptions(request.Http.Request, limits) is { IsTable: true } options
            ? await (await TableAsync(asked, options, database, cancellationToken)).CountAsync(database, cancellationToken)
            : await asked.Feed.CountAsync(Query(request, asked), database, cancellationToken);
        request.Http.Response.ContentType = "text/plain";
        request.Http.Response.Headers["OData-Version"] = FeedRequest.Version;
        await request.Http.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    private async Task RowAsync(FeedRequest request, EntitySetSegment set, KeySegment key, CancellationToken cancellationToken)
    {
        var feed = Asked(set).Feed;
        var query = Query(request, Asked(set));
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await feed.FindAsync(query, key, database, cancellationToken)
            ?? throw new FeedException(ErrorCodes.UnknownResource, $"{feed.Set} has no row with this key.");
        await FeedWriter.WriteAsync(request, row, query.Selection);
    }

    /// <param name="answer">What to do with a function's rows when they are those of a set.</param>
    private async Task CallAsync(
        FeedRequest request, OperationImportSegment call, Func<FeedRequest, (Feed, IEdmEntitySet), CancellationToken, Task> answer, CancellationToken cancellationToken)
    {
        var function = model.Functions[call.OperationImports.First().Name];
        var arguments = new FunctionArguments(function, call, model.Model, request.Http.Request.Query);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (function is RowsFunction rows)
        {
            if (!request.Http.Request.Query.ContainsKey("$orderby") && !request.Http.Request.Query.ContainsKey("$apply"))
                request.Http.Request.QueryString = request.Http.Request.QueryString.Add("$orderby", rows.Order);
            var set = model.Model.EntityContainer.FindEntitySet(rows.Set);
            var feed = rows.Rows(arguments, database);
            await answer(request, (feed, set), cancellationToken);
            return;
        }
        await RecordsAsync(request, (RecordsFunction)function, arguments, database, cancellationToken);
    }

    private async Task RecordsAsync(
        FeedRequest request, RecordsFunction function, FunctionArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        if (request.Path.LastSegment is CountSegment)
            throw new FeedException(ErrorCodes.NotImplemented, $"{function.Name} has no /$count; ask with $count=true.");
        var options = new ODataQueryOptions(new(model.Model, function.RowType, request.Path), request.Http.Request);
        options.Validate(new() { MaxNodeCount = limits.FilterNodes, MaxOrderByNodeCount = limits.OrderByProperties, MaxFunctionCallDepth = limits.FunctionDepth });
        var (found, total) = await function.AnswerAsync(arguments, options, database, cancellationToken);
        if (options.Count?.Value == true)
            request.Http.ODataFeature().TotalCount = total;
        await FeedWriter.WriteAsync(request, found, options.SelectExpand?.SelectExpandClause);
    }

    private (Feed Feed, IEdmEntitySet Set) Asked(EntitySetSegment set) => (model.Feeds[set.EntitySet.Name], set.EntitySet);

    private FeedQuery Query(FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked) =>
        new(model.Model, asked.Set, asked.Feed.RowType, request.Path, request.Http.Request, limits);
}
