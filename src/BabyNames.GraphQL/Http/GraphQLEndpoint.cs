using System.Security.Claims;
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

namespace BabyNames.GraphQLEngine.Http;

/// <summary>The endpoint of GraphQL over HTTP: POST and GET, multipart uploads, event streams, WebSockets, and the schema by
/// <c>?sdl</c>.</summary>
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
    private readonly GraphQLHost _host;
    private readonly IConnectionAccess _access;
    private readonly Func<ClaimsPrincipal, bool> _mayRead;
    private readonly OpenConnections _connections;
    private readonly EventStream _events;
    private readonly WebSocketEndpoint _sockets;

    /// <summary>Creates the endpoint of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="limits">Limits of requests and connections.</param>
    /// <param name="cache">Cache of the responses whose fields are marked by <see cref="CachedField"/>.</param>
    /// <param name="host">Functions of the server.</param>
    /// <param name="lifetime">Ends open connections when the server stops.</param>
    /// <param name="clock">Clock of the time limit.</param>
    /// <param name="logger">Logger of unexpected errors.</param>
    /// <exception cref="InvalidDataException">The persisted documents cannot be read.</exception>
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
        (_schema, _limits, _cache, _host) = (schema, limits, cache, host);
        _sdl = schema.Print(new() { StringComparison = StringComparison.Ordinal });
        _tags = new(_sdl);
        _executer = new(schema, limits, host, clock, logger);
        JsonSerializerOptions? json = null;
        var serializer = new GraphQLSerializer(options => json = options, new ErrorFormatter());
        _writer = new(json!);
        _reader = new(serializer, limits);
        (_access, _mayRead, _connections) = (host.Access, host.MayRead, new(limits, host.Access, lifetime));
        _events = new(serializer, limits, _access, _connections);
        _sockets = new(new(serializer, _reader, limits, _access, _connections, _executer.ExecuteAsync, host.Outage, logger));
    }

    /// <summary>Releases the limiters of connections.</summary>
    public void Dispose() => _connections.Dispose();

    /// <summary>Maps the endpoint to a path, for GET and POST.</summary>
    /// <returns>The endpoint, for conventions such as authorization.</returns>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, string path) =>
        routes.MapMethods(path, ["GET", "POST"], HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        EntityTags.ForbidCaching(http.Response);
        var mayRead = _mayRead(http.User);
        var mediaType = MediaTypes.Json;
        try
        {
            if (HttpMethods.IsGet(http.Request.Method) && http.Request.Query.ContainsKey("sdl"))
            {
                if (!mayRead)
                    throw BadRequestException.NotAuthorized();
                await WriteSdlAsync(http);
                return;
            }
            if (http.WebSockets.IsWebSocketRequest)
            {
                await _sockets.HandleAsync(http);
                return;
            }
            mediaType = MediaTypes.Choose(http.Request);
            var isUpload = http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;
            // The code that stores a file limits its size. The parts before the file have a limit of their own.
            LimitBody(http, isUpload ? null : _limits.MaxRequestBytes);
            var subscription = MediaTypes.AcceptsEvents(http.Request) ? new SubscriptionContext(_access.ClientOf(http)) : null;
            var raw = await _reader.ReadRawAsync(http.Request, http.RequestAborted);
            var variant = mayRead ? TagVariant(http.Request, mediaType) : null;
            // A request for the cost is not served from the cache, which does not have the cost.
            var entry =
                raw is null || !mayRead || mediaType == EventStream.MediaType || http.Request.Headers.ContainsKey(CostRule.Header)
                    ? null
                    : _cache.Find(mediaType, raw);
            if (entry?.Response is { } cached && !(entry.Version < OperationExecuter.MinVersion(http.Request)))
            {
                if (!WriteTag(http, variant, entry.Version))
                    await ResponseWriter.WriteAsync(http, cached.Body, mediaType, StatusCodes.Status200OK);
                return;
            }
            var request = await _reader.ParseAsync(http.Request, raw, http.RequestAborted);
            await ExecuteAsync(http, request, mediaType, variant, entry, subscription);
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
            // An event stream cannot contain the error of the request itself.
            await WriteAsync(
                http,
                new ExecutionResult(error),
                mediaType == EventStream.MediaType ? MediaTypes.Json : mediaType,
                exception.Status
            );
        }
    }

    private async Task ExecuteAsync(
        HttpContext http,
        GraphQLRequest request,
        string mediaType,
        string? variant,
        CacheEntry? entry,
        SubscriptionContext? subscription
    )
    {
        if (
            variant is not null
            && _host.Versions.Current is { } current
            && EntityTags.IsMatch(http.Request, _tags.ForVersion(current, variant))
            && _executer.IsCacheable(request.Query)
            && !(current < OperationExecuter.MinVersion(http.Request))
        )
        {
            WriteTag(http, variant, current);
            return;
        }
        var result = await _executer.ExecuteAsync(http, request, subscription, http.RequestAborted);
        if (subscription is not null && (mediaType == EventStream.MediaType || result.Streams is not null))
        {
            await _events.WriteAsync(http, result, subscription);
            return;
        }
        var isCacheable =
            result is { Executed: true, Errors: null or { Count: 0 }, Document: { } document } && document.IsCacheable(_schema);
        var version = ShownVersion.Of(result);
        ConsistentRead.WriteVersion(http.Response, version);
        if (isCacheable && WriteTag(http, variant, version))
            return;
        var status = StatusCode.For(result, mediaType);
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "1";
        await _writer.WriteAsync(
            http,
            result,
            mediaType,
            status,
            isCacheable && entry is not null && entry.Version == version ? body => _cache.Store(entry, new(body, [])) : null
        );
    }

    /// <summary>Returns the variant of the entity tag of a response; null if the client must not cache it.</summary>
    private static string? TagVariant(HttpRequest request, string mediaType) =>
        !HttpMethods.IsGet(request.Method) || mediaType == EventStream.MediaType || request.Headers.ContainsKey(CostRule.Header) ? null
        : mediaType == MediaTypes.Json ? "json"
        : "graphql";

    /// <summary>Sets the data version and the entity tag, and the status 304 if the client has the response.</summary>
    /// <returns>Whether the client has the response.</returns>
    private bool WriteTag(HttpContext http, string? variant, long? version)
    {
        ConsistentRead.WriteVersion(http.Response, version);
        if (variant is null || version is null)
            return false;
        var tag = _tags.ForVersion(version.Value, variant);
        EntityTags.Write(http.Response, tag);
        if (!EntityTags.IsMatch(http.Request, tag) && !EntityTags.IsAny(http.Request))
            return false;
        EntityTags.WriteNotModified(http.Response, tag);
        return true;
    }

    private async Task WriteSdlAsync(HttpContext http)
    {
        if (!_limits.Introspection)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (EntityTags.IsMatch(http.Request, _tags.ForSchema) || EntityTags.IsAny(http.Request))
        {
            EntityTags.WriteNotModified(http.Response, _tags.ForSchema);
            return;
        }
        EntityTags.Write(http.Response, _tags.ForSchema);
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
