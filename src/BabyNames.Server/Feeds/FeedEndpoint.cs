using System.Globalization;
using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Server.Feeds.Functions;
using BabyNames.Server.Feeds.Tables;
using Microsoft.AspNetCore.OData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.ObjectPool;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using IEdmEntitySet = Microsoft.OData.Edm.IEdmEntitySet;

namespace BabyNames.Server.Feeds;

/// <summary>Answers every request below the service root.</summary>
internal sealed class FeedEndpoint(
    EdmModel model, ODataMiniMetadata library, ODataLimits limits, FeedCache cache, FeedAdmission admission, FeedPrice prices,
    IDbContextFactory<BabyNamesDbContext> contexts, TimeProvider clock, ILogger<FeedEndpoint> logger)
{
    private static FeedException NotServed => new(ErrorCodes.NotImplemented,
        "This path is not served: ask for an entity set, a row of it by its key, a property of that row, or a $count.");

    private readonly ObjectPool<MemoryStream> _bodies = BodyPool.Create();

    public async Task AnswerAsync(HttpContext http)
    {
        FeedCache.Prepare(http.Response);
        var cached = cache.Find(http.Request);
        if (cached is not null && await FeedCache.TryAnswerAsync(http, cached))
            return;
        FeedRequest? request = null;
        using var late = new CancellationTokenSource(limits.ExecutionTime, clock);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, late.Token);
        var body = _bodies.Get();
        try
        {
            using var scope = library.ServiceProvider.CreateScope();
            request = new FeedRequest(http, library.Model, scope.ServiceProvider, body, admission);
            await AnswerAsync(request, time.Token);
            // While a slow client reads, others use the database.
            request.End();
            if (request.IsStreamed || http.Response.StatusCode == StatusCodes.Status204NoContent)
                return;
            var answer = body.GetBuffer().AsMemory(0, (int)body.Length);
            await (request.IsOfStatistics && cached is not null ? cache.SendAsync(http, cached, answer) : FeedCache.SendAsync(http, answer));
        }
        catch (RefusedException refused)
        {
            await refused.Refusal.WriteAsync(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            request?.End();
            await ODataErrors.WriteAsync(http, exception, logger);
        }
        catch (Exception exception) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // What is cut off cannot be taken for the whole.
            logger.LogWarning("The answer of {Path} was broken off: {Message}", http.Request.Path, exception.Message);
            http.Abort();
        }
        finally
        {
            request?.End();
            _bodies.Return(body);
        }
    }

    private Task AnswerAsync(FeedRequest request, CancellationToken cancellationToken) => request.Path.ToArray() switch
    {
        [] => FeedWriter.WriteAsync(request, model.Model.GenerateServiceDocument(), selection: null),
        [MetadataSegment] => MetadataWriter.WriteAsync(request, model, cancellationToken),
        [EntitySetSegment set] => PageAsync(request, Asked(request, set), cancellationToken),
        [EntitySetSegment set, CountSegment] => CountAsync(request, Asked(request, set), cancellationToken),
        [EntitySetSegment set, ReferenceSegment] => ReferencesAsync(request, Asked(request, set), cancellationToken),
        [EntitySetSegment set, FilterSegment filter] => PageAsync(request.Filtered(set, filter), Asked(request, set), cancellationToken),
        [EntitySetSegment set, FilterSegment filter, CountSegment] => CountAsync(request.Filtered(set, filter), Asked(request, set), cancellationToken),
        [OperationImportSegment call] => CallAsync(request, call, PageAsync, cancellationToken),
        [OperationImportSegment call, CountSegment] => CallAsync(request, call, CountAsync, cancellationToken),
        [EntitySetSegment set, KeySegment key, .. var rest] => RowAsync(request, set, key, rest, cancellationToken),
        [BatchSegment] => throw new FeedException(ErrorCodes.MethodNotAllowed, "A batch is sent: POST is the only method of $batch."),
        _ => throw NotServed,
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
        await request.AdmitAsync(prices.Of(feed, query, isCounted: false), cancellationToken);
        if (CsvWriter.IsAsked(request.Http.Request))
        {
            CsvWriter.Check(query.WantsCount, feed.Set);
            var columns = CsvWriter.Columns(feed.RowType, model.Model, asked.Set.EntityType, query.Selection);
            var rows = await feed.ReadAsync(query, database, cancellationToken);
            await new CsvWriter(request, feed.Set).WriteAsync(columns, rows.Rows, cancellationToken);
            return;
        }
        var page = await feed.ReadAsync(query, database, cancellationToken);
        await new PageWriter(request, feed, query).WriteAsync(page, cancellationToken);
    }

    private async Task TableAsync(
        FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked, TableOptions options, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var query = await ParseAsync(request, asked, options, isCounted: false, database, cancellationToken);
        if (CsvWriter.IsAsked(request.Http.Request))
        {
            CsvWriter.Check(options.WantsCount, asked.Set.Name);
            await new CsvWriter(request, asked.Set.Name).WriteAsync(query.Columns, query.StreamAsync(database, cancellationToken), cancellationToken);
            return;
        }
        var page = await query.ReadAsync(database, cancellationToken);
        request.Rows = page.Rows.Count;
        var next = page.NextToken is { } token ? NextLink.Of(request.Http.Request, token, options.Top - options.PageSize) : null;
        PagePreference.Confirm(request.Http, PagePreference.OmitsNulls(request.Http.Request));
        await TableWriter.WriteAsync(request, asked.Set.Name, page, next);
    }

    private async Task<TableQuery> ParseAsync(
        FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked, TableOptions options, bool isCounted, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        Price Of(TableQuery? query) => prices.Of(model.Model, asked.Set, asked.Feed, options, query, isCounted);

        // The database finds the words of a search before the rest can be read.
        if (options.Search is not null)
            await request.AdmitAsync(Of(null), cancellationToken);
        var query = await TableQuery.ParseAsync(model.Model, asked.Set, asked.Feed, options, limits, database, cancellationToken);
        await request.AdmitAsync(Of(query), cancellationToken);
        return query;
    }

    private async Task CountAsync(FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        long count;
        if (new TableOptions(request.Http.Request, limits) is { IsTable: true } options)
        {
            count = await (await ParseAsync(request, asked, options, isCounted: true, database, cancellationToken)).CountAsync(database, cancellationToken);
        }
        else
        {
            var query = Query(request, asked);
            await request.AdmitAsync(prices.Of(asked.Feed, query, isCounted: true), cancellationToken);
            count = await asked.Feed.CountAsync(query, database, cancellationToken);
        }
        await request.WriteAsync("text/plain", count.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    private async Task ReferencesAsync(FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var query = Query(request, asked);
        if (query.Selection is not null || new TableOptions(request.Http.Request, limits).IsTable)
            throw new FeedException(ErrorCodes.NotImplemented, "References are of rows as they are: $filter by properties, $orderby, $top, $skip, $search and $count only.");
        await request.AdmitAsync(prices.Of(asked.Feed, query, isCounted: false), cancellationToken);
        await References.WriteAsync(request, query, await asked.Feed.ReadAsync(query, database, cancellationToken), cancellationToken);
    }

    /// <param name="rest">Behind the key.</param>
    private async Task RowAsync(FeedRequest request, EntitySetSegment set, KeySegment key, ODataPathSegment[] rest, CancellationToken cancellationToken)
    {
        var feed = Asked(request, set).Feed;
        var query = new FeedQuery(model.Model, set.EntitySet, feed.RowType, new ODataPath(set), request.Http.Request, limits);
        if (rest is not ([] or [NavigationPropertySegment, ..]) && query.Selection is not null)
            throw new FeedException(ErrorCodes.InvalidQuery, "$select and $expand are of rows: a property or reference takes $format only.");
        await request.AdmitAsync(default, cancellationToken);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await feed.FindAsync(query, key, database, cancellationToken)
            ?? throw new FeedException(ErrorCodes.UnknownResource, $"{feed.Set} has no row with this key.");
        await (rest switch
        {
            [] => FeedWriter.WriteAsync(request, row, query.Selection),
            [PropertySegment property] => RowPath.WriteAsync(request, property.Property, row, isBare: false, cancellationToken),
            [PropertySegment property, ValueSegment] => RowPath.WriteAsync(request, property.Property, row, isBare: true, cancellationToken),
            [ReferenceSegment] => References.WriteAsync(request, set, key, cancellationToken),
            [NavigationPropertyLinkSegment { NavigationSource: IEdmEntitySet target }] =>
                References.WriteAsync(request, new(target), RowPath.KeyOf(target, row), cancellationToken),
            [NavigationPropertySegment { NavigationSource: IEdmEntitySet target }, .. var further] =>
                RowAsync(request, new(target), RowPath.KeyOf(target, row), further, cancellationToken),
            _ => throw NotServed,
        });
    }

    /// <param name="answer">What to do with a function's rows when they are those of a set.</param>
    private async Task CallAsync(
        FeedRequest request, OperationImportSegment call, Func<FeedRequest, (Feed, IEdmEntitySet), CancellationToken, Task> answer, CancellationToken cancellationToken)
    {
        request.IsOfStatistics = true;
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
        await RecordsAnswer.WriteAsync(request, (RecordsFunction)function, arguments, limits, database, cancellationToken);
    }

    private (Feed Feed, IEdmEntitySet Set) Asked(FeedRequest request, EntitySetSegment set)
    {
        var feed = model.Feeds[set.EntitySet.Name];
        request.IsOfStatistics = feed.IsOfStatistics;
        return (feed, set.EntitySet);
    }

    private FeedQuery Query(FeedRequest request, (Feed Feed, IEdmEntitySet Set) asked) =>
        new(model.Model, asked.Set, asked.Feed.RowType, request.Path, request.Http.Request, limits);
}
