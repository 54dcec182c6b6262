using System.Data;
using System.Globalization;
using BabyNames.ODataEngine.Functions;
using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using BabyNames.ODataEngine.Writers;
using BabyNames.Queries;
using Microsoft.AspNetCore.OData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.ObjectPool;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Http;

/// <summary>Answers every request below the service root.</summary>
internal sealed class ODataEndpoint(
    ODataModel model,
    ODataMiniMetadata library,
    ODataLimits limits,
    ODataCache cache,
    ODataService service,
    TimeProvider clock,
    ILogger<ODataEndpoint> logger
)
{
    private static ODataRequestException NotServed =>
        new(
            ODataErrorCodes.NotImplemented,
            "This path is not served: ask for an entity set, a row of it by its key, a property of that row, or a $count."
        );

    private readonly ObjectPool<MemoryStream> _bodies = new DefaultObjectPool<MemoryStream>(new BodyPolicy());

    public async Task AnswerAsync(HttpContext http)
    {
        ODataCache.Prepare(http);
        var cached = cache.Find(http.Request);
        if (cached is not null && await ODataCache.TryAnswerAsync(http, cached))
            return;
        ODataRequest? request = null;
        using var late = new CancellationTokenSource(limits.ExecutionTimeout, clock);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, late.Token);
        var body = _bodies.Get();
        try
        {
            await LongUri.ReadAsync(http, limits);
            using var scope = library.ServiceProvider.CreateScope();
            request = new ODataRequest(http, library.Model, scope.ServiceProvider, body, service);
            await AnswerAsync(request, time.Token);
            // While a slow client reads, others use the database.
            request.End();
            if (request.IsStreamed || http.Response.StatusCode == StatusCodes.Status204NoContent)
                return;
            var answer = body.GetBuffer().AsMemory(0, (int)body.Length);
            await (
                request.IsOfStatistics && cached is not null ? cache.SendAsync(http, cached, answer) : ODataCache.SendAsync(http, answer)
            );
        }
        catch (RefusedException refused)
        {
            await refused.WriteAsync(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            request?.End();
            await ODataErrors.WriteAsync(http, exception, logger);
        }
        catch (Exception exception) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // What is cut off cannot be taken for the whole.
            logger.ResponseAborted(http.Request.Path, exception.Message);
            http.Abort();
        }
        finally
        {
            request?.End();
            _bodies.Return(body);
        }
    }

    private Task AnswerAsync(ODataRequest request, CancellationToken cancellationToken) =>
        request.Path.ToArray() switch
        {
            [] => ODataResponseWriter.WriteAsync(request, model.Model.GenerateServiceDocument(), selection: null),
            [MetadataSegment] => MetadataWriter.WriteAsync(request, model, cancellationToken),
            [EntitySetSegment set, KeySegment key, .. var rest] => RowAsync(request, set, key, rest, cancellationToken),
            [EntitySetSegment set, FilterSegment filter, .. var rest] when rest is [] or [CountSegment] => SetAsync(
                request.Filtered(set, filter),
                set,
                rest,
                cancellationToken
            ),
            [EntitySetSegment set, .. var rest] when rest is [] or [CountSegment] or [ReferenceSegment] => SetAsync(
                request,
                set,
                rest,
                cancellationToken
            ),
            [OperationImportSegment call, .. var rest] when rest is [] or [CountSegment] => CallAsync(
                request,
                call,
                rest,
                cancellationToken
            ),
            [BatchSegment] => throw new ODataRequestException(
                ODataErrorCodes.MethodNotAllowed,
                "A batch is sent: POST is the only method of $batch."
            ),
            _ => throw NotServed,
        };

    private async Task SetAsync(ODataRequest request, EntitySetSegment set, ODataPathSegment[] rest, CancellationToken cancellationToken)
    {
        await using var database = await service.OpenDatabaseAsync(cancellationToken);
        await RowsAsync(request, RowsOf(request, set), rest, database, cancellationToken);
    }

    /// <param name="rest">Behind the set or function: whether rows, references or their number are asked for.</param>
    private async Task RowsAsync(
        ODataRequest request,
        Asked asked,
        ODataPathSegment[] rest,
        DbContext database,
        CancellationToken cancellationToken
    )
    {
        var (entitySet, query) = (asked.EntitySet, Query(request, asked));
        if (rest is [ReferenceSegment])
            References.Check(query);
        var rows = await AdmittedAsync(request, entitySet, query, rest is [CountSegment], database, cancellationToken);
        await (
            rest switch
            {
                [CountSegment] => request.WriteAsync(
                    "text/plain",
                    (await rows.CountAsync(cancellationToken)).ToString(CultureInfo.InvariantCulture),
                    cancellationToken
                ),
                [ReferenceSegment] => References.WriteAsync(
                    request,
                    query,
                    await entitySet.ReadAsync(query, rows, cancellationToken),
                    cancellationToken
                ),
                _ when query.IsWithoutPages => new CsvWriter(request, entitySet.Set).WriteAsync(entitySet, query, rows, cancellationToken),
                _ when query.IsTable => TableWriter.WriteAsync(request, query, new(query, rows, entitySet.Order), cancellationToken),
                _ => new PageWriter(request, entitySet, query).WriteAsync(
                    await entitySet.ReadAsync(query, rows, cancellationToken),
                    cancellationToken
                ),
            }
        );
    }

    /// <summary>The rows that are asked for, once the client may ask the database.</summary>
    private static async Task<RowQuery> AdmittedAsync(
        ODataRequest request,
        EntitySet entitySet,
        QueryOptions query,
        bool isCounted,
        DbContext database,
        CancellationToken cancellationToken
    )
    {
        request.IsOfStatistics &= !query.UsesNow;
        var rows = entitySet.Rows(query, database);
        await request.AdmitAsync(new RequestedRows(entitySet, query, rows, isCounted), cancellationToken);
        if (query.Search is not null)
            rows = await entitySet.SearchAsync(query, database, cancellationToken);
        // The count and the rows of the page are read from one snapshot.
        if (query.WantsCount)
            await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return rows.Rows;
    }

    /// <param name="rest">Behind the key.</param>
    private async Task RowAsync(
        ODataRequest request,
        EntitySetSegment set,
        KeySegment key,
        ODataPathSegment[] rest,
        CancellationToken cancellationToken
    )
    {
        var asked = RowsOf(request, set);
        var query = Query(request, asked);
        if (rest is not ([] or [NavigationPropertySegment, ..]) && query.Selection is not null)
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "$select and $expand are of rows: a property or reference takes $format only."
            );
        await request.AdmitAsync(default(RowEstimate), cancellationToken);
        await using var database = await service.OpenDatabaseAsync(cancellationToken);
        var row =
            await asked.EntitySet.FindAsync(query, key, database, cancellationToken)
            ?? throw new ODataRequestException(ODataErrorCodes.UnknownResource, $"{asked.EntitySet.Set} has no row with this key.");
        await (
            rest switch
            {
                [] => ODataResponseWriter.WriteAsync(request, row, query.Selection),
                [PropertySegment property] => RowPath.WriteAsync(request, property.Property, row, isBare: false, cancellationToken),
                [PropertySegment property, ValueSegment] => RowPath.WriteAsync(
                    request,
                    property.Property,
                    row,
                    isBare: true,
                    cancellationToken
                ),
                [ReferenceSegment] => References.WriteAsync(request, set, key, cancellationToken),
                [NavigationPropertyLinkSegment { NavigationSource: IEdmEntitySet target } link] => References.WriteAsync(
                    request,
                    new(target),
                    RowPath.KeyOf(model.Model, link.NavigationProperty, target, row),
                    cancellationToken
                ),
                [NavigationPropertySegment { NavigationSource: IEdmEntitySet target } link, .. var further] => RowAsync(
                    request,
                    new(target),
                    RowPath.KeyOf(model.Model, link.NavigationProperty, target, row),
                    further,
                    cancellationToken
                ),
                _ => throw NotServed,
            }
        );
    }

    private async Task CallAsync(
        ODataRequest request,
        OperationImportSegment call,
        ODataPathSegment[] rest,
        CancellationToken cancellationToken
    )
    {
        request.IsOfStatistics = true;
        var function = model.Functions[call.OperationImports.First().Name];
        var arguments = FunctionArguments.Read(function, call, model.Model, request.Http.Request.Query);
        if (function.Estimated(arguments) is { } estimate)
            await request.AdmitAsync(estimate, cancellationToken);
        await using var database = await service.OpenDatabaseAsync(cancellationToken);
        var type = (IEdmStructuredType)((IEdmCollectionType)call.EdmType).ElementType.Definition;
        await RowsAsync(
            request,
            new(await function.RowsAsync(arguments, database, cancellationToken), type, Source: null),
            rest,
            database,
            cancellationToken
        );
    }

    private Asked RowsOf(ODataRequest request, EntitySetSegment set)
    {
        var entitySet = model.EntitySets[set.EntitySet.Name];
        request.IsOfStatistics = entitySet.IsOfStatistics;
        return new(entitySet, set.EntitySet.EntityType, set.EntitySet);
    }

    private QueryOptions Query(ODataRequest request, Asked asked) =>
        new(model.Model, asked.EntitySet.Set, asked.Type, asked.Source, request.Http.Request, limits, clock.GetUtcNow())
        {
            Joined = asked.EntitySet.Columns.Joined,
        };

    /// <param name="Type">Type of the rows.</param>
    /// <param name="Source">The set that has the rows; null for those that only a function has.</param>
    private sealed record Asked(EntitySet EntitySet, IEdmStructuredType Type, IEdmEntitySet? Source);

    /// <summary>Bodies of answers, which are sent when all of them is there: a fault on the way is then no half answer, and a client that reads
    /// slowly keeps no connection to the database. Used again, as a page takes megabytes.</summary>
    private sealed class BodyPolicy : PooledObjectPolicy<MemoryStream>
    {
        /// <summary>Bytes. A page of 10,000 rows has two million.</summary>
        private const int Largest = 4 * 1024 * 1024;

        public override MemoryStream Create() => new();

        public override bool Return(MemoryStream body)
        {
            body.SetLength(0);
            return body.Capacity <= Largest;
        }
    }
}
