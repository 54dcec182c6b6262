using System.Text.Json;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Queries.Caching;
using GraphQL;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>GraphQL over HTTP: POST and GET, multipart uploads, event streams, WebSockets, <c>?sdl</c>.</summary>
public sealed class GraphQLEndpoint : IDisposable
{
    private readonly OperationExecuter _executer;
    private readonly ResponseWriter _writer;
    private readonly ResponseCache _cache;
    private readonly RequestReader _reader;
    private readonly ISchema _schema;
    private readonly string _sdl;
    private readonly EntityTags _tags;
    private readonly GraphQLLimits _limits;
    private readonly IConnectionAccess _access;
    private readonly OpenConnections _connections;
    private readonly EventStream _events;
    private readonly WebSocketEndpoint _sockets;

    public GraphQLEndpoint(
        ISchema schema,
        GraphQLLimits limits,
        ResponseCache cache,
        GraphQLHost host,
        IHostApplicationLifetime lifetime,
        TimeProvider clock,
        ILogger<GraphQLEndpoint> logger
    )
    {
        (_schema, _limits, _cache) = (schema, limits, cache);
        _sdl = schema.Print(new() { StringComparison = StringComparison.Ordinal });
        _tags = new(_sdl, host.Version);
        _executer = new(schema, limits, host.Admission, host.Outage, clock, logger);
        JsonSerializerOptions? json = null;
        var serializer = new GraphQLSerializer(options => json = options, new ErrorFormatter());
        _writer = new(json!);
        _reader = new(serializer, limits);
        (_access, _connections) = (host.Access, new(limits, host.Access, lifetime));
        _events = new(serializer, limits, _access, _connections);
        _sockets = new(new(serializer, _reader, limits, _access, _connections, _executer.ExecuteAsync, host.Outage, logger));
    }

    public void Dispose() => _connections.Dispose();

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, string path) =>
        routes.MapMethods(path, ["GET", "POST"], HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        EntityTags.Prepare(http.Response);
        if (HttpMethods.IsGet(http.Request.Method) && http.Request.Query.ContainsKey("sdl"))
        {
            await WriteSdlAsync(http);
            return;
        }
        var mediaType = MediaTypes.Json;
        try
        {
            if (http.WebSockets.IsWebSocketRequest)
            {
                await _sockets.HandleAsync(http);
                return;
            }
            mediaType = MediaTypes.Choose(http.Request);
            var isUpload = http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;
            // A file has the limit of whoever stores it, and the parts before it have theirs.
            LimitBody(http, isUpload ? null : _limits.MaxRequestBytes);
            var demand = MediaTypes.TakesEvents(http.Request) ? new SubscriptionContext(_access.ClientOf(http)) : null;
            var raw = await _reader.ReadRawAsync(http.Request, http.RequestAborted);
            // Before the data are read: should they change meanwhile, the tag is the older.
            var tag = mediaType == EventStream.MediaType ? null : Tag(http.Request, mediaType);
            // Whoever asks for the price wants it worked out.
            var slot =
                raw is null || mediaType == EventStream.MediaType || http.Request.Headers.ContainsKey(CostRule.Header)
                    ? null
                    : _cache.Find(mediaType, raw);
            if (slot?.Answer is { } known)
            {
                if (!IsHeld(http, tag))
                    await ResponseWriter.WriteAsync(http, known.Body, mediaType, StatusCodes.Status200OK);
                return;
            }
            await AnswerAsync(http, await _reader.ParseAsync(http.Request, raw, http.RequestAborted), mediaType, tag, slot, demand);
        }
        catch (BadHttpRequestException exception)
        {
            await WriteAsync(http, new ExecutionResult(new ClientError(exception.Message, "HC0010")), mediaType, exception.StatusCode);
        }
        catch (BadRequestException exception)
        {
            if (exception.Status == StatusCodes.Status405MethodNotAllowed)
                http.Response.Headers.Allow = "POST";
            if (exception.Status == StatusCodes.Status503ServiceUnavailable)
                http.Response.Headers.RetryAfter = "1";
            var error = exception.Code is null ? new ExecutionError(exception.Message) : new ClientError(exception.Message, exception.Code);
            // An event stream has no place for what is wrong with the request itself.
            await WriteAsync(
                http,
                new ExecutionResult(error),
                mediaType == EventStream.MediaType ? MediaTypes.Json : mediaType,
                exception.Status
            );
        }
    }

    private async Task AnswerAsync(
        HttpContext http,
        GraphQLRequest request,
        string mediaType,
        EntityTagHeaderValue? tag,
        CacheEntry? slot,
        SubscriptionContext? demand
    )
    {
        if (tag is not null && EntityTags.IsHeld(http.Request, tag) && _executer.IsCacheable(request.Query))
        {
            EntityTags.AnswerNotModified(http.Response, tag);
            return;
        }
        var result = await _executer.ExecuteAsync(http, request, demand, http.RequestAborted);
        if (demand is not null && (mediaType == EventStream.MediaType || result.Streams is not null))
        {
            await _events.WriteAsync(http, result, demand);
            return;
        }
        var stays = result is { Executed: true, Errors: null or { Count: 0 }, Document: { } document } && document.IsCacheable(_schema);
        if (stays && IsHeld(http, tag))
            return;
        await _writer.WriteAsync(
            http,
            result,
            mediaType,
            StatusCode.Of(result, mediaType),
            stays && slot is not null ? answer => _cache.Keep(slot, new(answer, [])) : null
        );
    }

    /// <summary>Null for a request whose answer no one may keep.</summary>
    private EntityTagHeaderValue? Tag(HttpRequest request, string mediaType) =>
        HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey(CostRule.Header)
            ? _tags.OfCurrent(mediaType == MediaTypes.Json ? "json" : "graphql")
            : null;

    /// <summary>Says what the answer is tagged with, and whether the client has it already.</summary>
    private static bool IsHeld(HttpContext http, EntityTagHeaderValue? tag)
    {
        if (tag is null)
            return false;
        EntityTags.Write(http.Response, tag);
        if (!EntityTags.IsHeld(http.Request, tag) && !EntityTags.IsAnyHeld(http.Request))
            return false;
        EntityTags.AnswerNotModified(http.Response, tag);
        return true;
    }

    private async Task WriteSdlAsync(HttpContext http)
    {
        if (!_limits.Introspection)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (EntityTags.IsHeld(http.Request, _tags.OfSchema) || EntityTags.IsAnyHeld(http.Request))
        {
            EntityTags.AnswerNotModified(http.Response, _tags.OfSchema);
            return;
        }
        EntityTags.Write(http.Response, _tags.OfSchema);
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(_sdl, http.RequestAborted);
    }

    private Task WriteAsync(HttpContext http, ExecutionResult result, string mediaType, int status) =>
        _writer.WriteAsync(http, result, mediaType, status);

    private static void LimitBody(HttpContext http, long? bytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = bytes;
    }
}
