using BabyNames.Conventions.Errors;
using BabyNames.Conventions.Subscriptions;
using GraphQL;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BabyNames.Conventions.Http;

/// <summary>GraphQL over HTTP: POST and GET, multipart uploads, event streams, WebSockets, <c>?sdl</c>.</summary>
public sealed class GraphQLEndpoint
{
    private readonly DocumentExecuter _executer = new();
    private readonly GraphQLSerializer _serializer = new(new ErrorFormatter());
    private readonly DocumentCache _documents;
    private readonly RequestReader _reader;
    private readonly ISchema _schema;
    private readonly ConventionLimits _limits;
    private readonly EventStream _events;
    private readonly WebSocketEndpoint _sockets;
    private readonly ILogger _logger;

    public GraphQLEndpoint(
        ISchema schema, ConventionLimits limits, IConnectionAccess access, IHostApplicationLifetime lifetime, ILogger<GraphQLEndpoint> logger)
    {
        (_schema, _limits, _logger) = (schema, limits, logger);
        _documents = new(limits);
        _reader = new(_serializer, limits);
        var connections = new OpenConnections(limits, access, lifetime);
        _events = new(_serializer, limits, connections);
        _sockets = new(_serializer, _reader, limits, access, connections, ExecuteAsync);
    }

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, string path) => routes.MapMethods(path, ["GET", "POST"], HandleAsync);

    /// <summary>The schema in the schema definition language.</summary>
    public static string Sdl(ISchema schema) => schema.Print(new() { StringComparison = StringComparison.Ordinal });

    private async Task HandleAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) && http.Request.Query.ContainsKey("sdl"))
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(Sdl(_schema), http.RequestAborted);
            return;
        }
        if (http.WebSockets.IsWebSocketRequest)
        {
            await _sockets.HandleAsync(http);
            return;
        }
        var mediaType = MediaTypes.Json;
        try
        {
            mediaType = MediaTypes.Choose(http.Request);
            var isUpload = http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;
            // A file has the limit of whoever stores it, and the parts before it have theirs.
            LimitBody(http, isUpload ? null : _limits.RequestBytes);
            var request = await _reader.ReadAsync(http.Request, http.RequestAborted);
            var demand = MediaTypes.TakesEvents(http.Request) ? new Demand() : null;
            var result = await ExecuteAsync(http, request, demand, http.RequestAborted);
            if (demand is not null && (mediaType == EventStream.MediaType || result.Streams is not null))
                await _events.WriteAsync(http, result, demand);
            else
                await WriteAsync(http, result, mediaType, StatusCode.Of(result, mediaType));
        }
        catch (BadHttpRequestException exception)
        {
            await WriteAsync(http, new ExecutionResult(new ClientError(exception.Message, "HC0010")), mediaType, exception.StatusCode);
        }
        catch (BadRequestException exception)
        {
            if (exception.Status == StatusCodes.Status405MethodNotAllowed)
                http.Response.Headers.Allow = "POST";
            var error = exception.Code is null ? new ExecutionError(exception.Message) : new ClientError(exception.Message, exception.Code);
            // An event stream has no place for what is wrong with the request itself.
            await WriteAsync(http, new ExecutionResult(error), mediaType == EventStream.MediaType ? MediaTypes.Json : mediaType, exception.Status);
        }
    }

    /// <param name="demand">Of a connection that takes more than one answer; null for one that does not.</param>
    /// <param name="aborted">Nobody waits for the answer any more.</param>
    /// <exception cref="BadRequestException">Not on this connection.</exception>
    private async Task<ExecutionResult> ExecuteAsync(HttpContext http, GraphQLRequest request, Demand? demand, CancellationToken aborted)
    {
        DocumentCache.Entry document;
        try
        {
            document = _documents.Get(request.Query);
        }
        catch (ExecutionError error)
        {
            return new(error);
        }
        var kind = document.Kind(request.OperationName);
        if (HttpMethods.IsGet(http.Request.Method) && kind is OperationType.Mutation && !http.WebSockets.IsWebSocketRequest)
            throw new BadRequestException(StatusCodes.Status405MethodNotAllowed, "The specified operation kind is not allowed.");
        if (kind is OperationType.Subscription && demand is null)
            throw new BadRequestException(StatusCodes.Status406NotAcceptable, $"A subscription is answered with a stream: accept {EventStream.MediaType}, or open a WebSocket.", "HC0063");

        // A mutation is done or not done; cut short, its sender would not know which.
        var time = kind is OperationType.Mutation ? Timeout.InfiniteTimeSpan : _limits.ExecutionTime;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timeout.CancelAfter(time);
        try
        {
            var result = await _executer.ExecuteAsync(Options(http, request, document, demand, timeout.Token));
            if (result.Executed)
                _documents.Keep(request.Query, document);
            return FirstErrors(result);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return new(new ClientError($"The request exceeded the configured timeout of `{time:c}`.", "HC0045"));
        }
    }

    private ExecutionOptions Options(HttpContext http, GraphQLRequest request, DocumentCache.Entry document, Demand? demand, CancellationToken cancellationToken) => new()
    {
        Schema = _schema,
        Query = request.Query,
        Document = document.Document,
        // Variables are checked all the same; only what depends on the document alone is not checked twice.
        ValidationRules = document.IsValid ? [] : null,
        OperationName = request.OperationName,
        Variables = request.Variables,
        User = http.User,
        UserContext = demand ?? new Dictionary<string, object?>(),
        RequestServices = http.RequestServices,
        CancellationToken = cancellationToken,
        UnhandledExceptionDelegate = context =>
        {
            if (context.OriginalException is not DomainException)
                Log(context.OriginalException, context.FieldContext?.FieldDefinition.Name);
            if (context.OriginalException is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
                throw new OperationCanceledException(null, context.OriginalException);
            return Task.CompletedTask;
        },
    };

    /// <summary>Five faults of a document are enough to mend it; a thousand would be an answer worth asking for.</summary>
    private static ExecutionResult FirstErrors(ExecutionResult result)
    {
        const int enough = 5;
        if (!result.Executed && result.Errors is { Count: > enough } errors)
        {
            result.Errors = [];
            result.Errors.AddRange(errors.Take(enough));
        }
        return result;
    }

    private async Task WriteAsync(HttpContext http, ExecutionResult result, string mediaType, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = $"{mediaType}; charset=utf-8";
        await _serializer.WriteAsync(http.Response.Body, result, http.RequestAborted);
    }

    private static void LimitBody(HttpContext http, long? bytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = bytes;
    }

    private void Log(Exception exception, string? field) =>
        _logger.LogError(exception, "The GraphQL field {Field} failed for a reason that is not the client's", field);
}
