using System.Data;
using System.Globalization;
using BabyNames.ODataEngine.Functions;
using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using BabyNames.ODataEngine.Writers;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using BabyNames.Queries.Errors;
using Microsoft.AspNetCore.OData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.ObjectPool;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Http;

/// <summary>The endpoint of every path below the service root.</summary>
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
            "This path is not supported. Supported are an entity set, a row by its key, a property of a row, and $count."
        );

    private readonly ObjectPool<MemoryStream> _bodies = new DefaultObjectPool<MemoryStream>(new BodyPolicy());

    public async Task HandleAsync(HttpContext http)
    {
        ODataCache.Prepare(http);
        using var timeout = new CancellationTokenSource(limits.ExecutionTimeout, clock);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, timeout.Token);
        var body = _bodies.Get();
        try
        {
            var min = MinVersion(http.Request);
            var cached = cache.Find(http.Request);
            if (cached is not null && !(cached.Version < min) && await cache.TryRespondAsync(http, cached))
                return;
            await LongUri.ReadAsync(http, limits);
            var (request, version) = await ConsistentRead.RunAsync(
                service.DataVersion,
                min,
                snapshot => TryReadAsync(http, body, snapshot, cancellation.Token),
                cancellation.Token
            );
            if (!request!.IsStreamed)
                await SendAsync(request, version, cached);
        }
        catch (RefusedException refused)
        {
            await refused.WriteAsync(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await ODataErrors.WriteAsync(http, exception, service, logger);
        }
        catch (Exception exception) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // The client sees an aborted connection, so it cannot mistake the beginning of a response for all of it.
            logger.ResponseAborted(http.Request.Path, exception.Message);
            http.Abort();
        }
        finally
        {
            _bodies.Return(body);
        }
    }

    private static long? MinVersion(HttpRequest request)
    {
        try
        {
            return ConsistentRead.MinVersion(request);
        }
        catch (FormatException exception)
        {
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, exception.Message);
        }
    }

    /// <summary>Reads a response.</summary>
    /// <returns>The request with its response; null and true if a standby failed or is behind.</returns>
    private async Task<(ODataRequest? Request, bool HasFailed)> TryReadAsync(
        HttpContext http,
        MemoryStream body,
        RequestSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        using var scope = library.ServiceProvider.CreateScope();
        ODataRequest? request = null;
        // An earlier attempt may have written a part.
        body.SetLength(0);
        http.Response.StatusCode = StatusCodes.Status200OK;
        try
        {
            request = new ODataRequest(http, library.Model, scope.ServiceProvider, body, service);
            await HandleAsync(request, cancellationToken);
            return (request, false);
        }
        catch (Exception exception)
            when (!snapshot.UsesPrimary
                && !http.Response.HasStarted
                && (!snapshot.IsAcceptable || exception is DataVersionException || PostgresErrors.IsTransient(exception))
            )
        {
            return (null, true);
        }
        finally
        {
            // Other requests may use the database while a slow client reads the response.
            request?.End();
        }
    }

    /// <summary>Sends a complete response, with its data version as the last annotation.</summary>
    private async Task SendAsync(ODataRequest request, long? version, CachedRequest? cached)
    {
        var http = request.Http;
        ConsistentRead.WriteVersion(http.Response, version);
        if (http.Response.StatusCode == StatusCodes.Status204NoContent)
            return;
        if (version is { } shown)
            ODataResponseWriter.AddVersion(request, shown);
        var body = (MemoryStream)request.Body;
        var response = body.GetBuffer().AsMemory(0, (int)body.Length);
        await (
            request.IsCacheable && cached is not null && version is not null
                ? cache.SendAsync(http, cached, version.Value, response)
                : ODataCache.SendAsync(http, response)
        );
    }

    private Task HandleAsync(ODataRequest request, CancellationToken cancellationToken) =>
        request.Path.ToArray() switch
        {
            [] => ODataResponseWriter.WriteAsync(request, model.Model.GenerateServiceDocument(), selection: null),
            [MetadataSegment] => MetadataWriter.WriteAsync(request, model, cancellationToken),
            [EntitySetSegment set, KeySegment key, .. var rest] => HandleRowAsync(request, set, key, rest, cancellationToken),
            [EntitySetSegment set, FilterSegment filter, .. var rest] when rest is [] or [CountSegment] => HandleSetAsync(
                request.WithFilterOption(set, filter),
                set,
                rest,
                cancellationToken
            ),
            [EntitySetSegment set, .. var rest] when rest is [] or [CountSegment] or [ReferenceSegment] => HandleSetAsync(
                request,
                set,
                rest,
                cancellationToken
            ),
            [OperationImportSegment call, .. var rest] when rest is [] or [CountSegment] => HandleFunctionAsync(
                request,
                call,
                rest,
                cancellationToken
            ),
            [BatchSegment] => throw new ODataRequestException(ODataErrorCodes.MethodNotAllowed, "$batch allows only POST."),
            _ => throw NotServed,
        };

    private async Task HandleSetAsync(
        ODataRequest request,
        EntitySetSegment set,
        ODataPathSegment[] rest,
        CancellationToken cancellationToken
    )
    {
        await using var database = await service.OpenDatabaseAsync(cancellationToken);
        await WriteRowsAsync(request, TargetOf(request, set), rest, database, cancellationToken);
    }

    /// <param name="rest">The segments after the set or function: none for rows, <c>$ref</c> or <c>$count</c>.</param>
    private async Task WriteRowsAsync(
        ODataRequest request,
        Target target,
        ODataPathSegment[] rest,
        DbContext database,
        CancellationToken cancellationToken
    )
    {
        var (entitySet, query) = (target.EntitySet, Query(request, target));
        if (rest is [ReferenceSegment])
            References.Check(query);
        var rows = await AdmitAsync(request, entitySet, query, rest is [CountSegment], database, cancellationToken);
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
                _ when query.IsUnpaged => new CsvWriter(request, entitySet.Name).WriteAsync(entitySet, query, rows, cancellationToken),
                _ when query.IsTable => TableWriter.WriteAsync(request, query, new(query, rows, entitySet.Order), cancellationToken),
                _ => new PageWriter(request, entitySet, query).WriteAsync(
                    await entitySet.ReadAsync(query, rows, cancellationToken),
                    cancellationToken
                ),
            }
        );
    }

    /// <summary>Waits until the client may use the database, and returns the requested rows.</summary>
    private static async Task<RowQuery> AdmitAsync(
        ODataRequest request,
        EntitySet entitySet,
        QueryOptions query,
        bool isCounted,
        DbContext database,
        CancellationToken cancellationToken
    )
    {
        request.IsCacheable &= !query.UsesNow;
        var rows = entitySet.Rows(query, database);
        await request.AdmitAsync(new RequestedRows(entitySet, query, rows, isCounted), cancellationToken);
        if (query.Search is not null)
            rows = await entitySet.SearchAsync(query, database, cancellationToken);
        // The transaction gives the count and the rows of the page the same snapshot.
        if (query.WantsCount)
            await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return rows.Rows;
    }

    /// <param name="rest">The segments after the key.</param>
    private async Task HandleRowAsync(
        ODataRequest request,
        EntitySetSegment set,
        KeySegment key,
        ODataPathSegment[] rest,
        CancellationToken cancellationToken
    )
    {
        var target = TargetOf(request, set);
        var query = Query(request, target);
        if (rest is not ([] or [NavigationPropertySegment, ..]) && query.Selection is not null)
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "$select and $expand apply only to rows. A property or a reference allows only $format."
            );
        await request.AdmitAsync(default(RowEstimate), cancellationToken);
        await using var database = await service.OpenDatabaseAsync(cancellationToken);
        var row =
            await target.EntitySet.FindAsync(query, key, database, cancellationToken)
            ?? throw new ODataRequestException(ODataErrorCodes.UnknownResource, $"{target.EntitySet.Name} has no row with this key.");
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
                [NavigationPropertyLinkSegment { NavigationSource: IEdmEntitySet related } link] => References.WriteAsync(
                    request,
                    new(related),
                    RowPath.KeyOf(model.Model, link.NavigationProperty, related, row),
                    cancellationToken
                ),
                [NavigationPropertySegment { NavigationSource: IEdmEntitySet related } link, .. var further] => HandleRowAsync(
                    request,
                    new(related),
                    RowPath.KeyOf(model.Model, link.NavigationProperty, related, row),
                    further,
                    cancellationToken
                ),
                _ => throw NotServed,
            }
        );
    }

    private async Task HandleFunctionAsync(
        ODataRequest request,
        OperationImportSegment call,
        ODataPathSegment[] rest,
        CancellationToken cancellationToken
    )
    {
        request.IsCacheable = true;
        var function = model.Functions[call.OperationImports.First().Name];
        var arguments = FunctionArguments.Read(function, call, model.Model, request.Http.Request.Query);
        if (function.Estimate(arguments) is { } estimate)
            await request.AdmitAsync(estimate, cancellationToken);
        await using var database = await service.OpenDatabaseAsync(cancellationToken);
        var type = (IEdmStructuredType)((IEdmCollectionType)call.EdmType).ElementType.Definition;
        await WriteRowsAsync(
            request,
            new(await function.RowsAsync(arguments, database, cancellationToken), type, Source: null),
            rest,
            database,
            cancellationToken
        );
    }

    private Target TargetOf(ODataRequest request, EntitySetSegment set)
    {
        var entitySet = model.EntitySets[set.EntitySet.Name];
        request.IsCacheable = entitySet.IsCacheable;
        return new(entitySet, set.EntitySet.EntityType, set.EntitySet);
    }

    private QueryOptions Query(ODataRequest request, Target target) =>
        new(model.Model, target.EntitySet.Name, target.Type, target.Source, request.Http.Request, limits, clock.GetUtcNow())
        {
            Joined = target.EntitySet.Columns.Joined,
        };

    /// <summary>The set or function that a request reads.</summary>
    /// <param name="EntitySet">The entity set, or the rows of a function.</param>
    /// <param name="Type">Type of the rows.</param>
    /// <param name="Source">The entity set in the model; null for the rows of a function.</param>
    private sealed record Target(EntitySet EntitySet, IEdmStructuredType Type, IEdmEntitySet? Source);

    /// <summary>The pool of buffers for response bodies. A body is sent when it is complete, so that an error does not leave a partial
    /// response and a slow client does not hold a database connection. Buffers are reused, because a page takes megabytes.</summary>
    private sealed class BodyPolicy : PooledObjectPolicy<MemoryStream>
    {
        /// <summary>Maximum bytes of a buffer in the pool. A page of 10,000 rows has about two million bytes.</summary>
        private const int MaxPooledBytes = 4 * 1024 * 1024;

        public override MemoryStream Create() => new();

        public override bool Return(MemoryStream body)
        {
            body.SetLength(0);
            return body.Capacity <= MaxPooledBytes;
        }
    }
}
