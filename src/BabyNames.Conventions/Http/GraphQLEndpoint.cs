using BabyNames.Conventions.Caching;
using BabyNames.Conventions.Cost;
using BabyNames.Conventions.Errors;
using GraphQL;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BabyNames.Conventions.Http;

/// <summary>GraphQL over HTTP: POST and GET, multipart uploads, <c>?sdl</c>.</summary>
public sealed class GraphQLEndpoint
{
    private readonly DocumentExecuter _executer = new();
    private readonly GraphQLSerializer _serializer = new(new ErrorFormatter());
    private readonly DocumentCache _documents;
    private readonly RequestReader _reader;
    private readonly ISchema _schema;
    private readonly string _sdl;
    private readonly EntityTags _tags;
    private readonly ConventionLimits _limits;
    private readonly ILogger _logger;

    /// <param name="version">Of the data that cached fields answer from; null while it is not known.</param>
    public GraphQLEndpoint(ISchema schema, ConventionLimits limits, Func<long?> version, ILogger<GraphQLEndpoint> logger)
    {
        (_schema, _limits, _logger) = (schema, limits, logger);
        _sdl = schema.Print(new() { StringComparison = StringComparison.Ordinal });
        _tags = new(_sdl, version);
        _documents = new(limits);
        _reader = new(_serializer, limits);
    }

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, string path) => routes.MapMethods(path, ["GET", "POST"], HandleAsync);

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
            mediaType = MediaTypes.Choose(http.Request);
            var isUpload = http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;
            // A file has the limit of whoever stores it, and the parts before it have theirs.
            LimitBody(http, isUpload ? null : _limits.RequestBytes);
            await AnswerAsync(http, await _reader.ReadAsync(http.Request, http.RequestAborted), mediaType);
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
            await WriteAsync(http, new ExecutionResult(error), mediaType, exception.Status);
        }
    }

    private async Task AnswerAsync(HttpContext http, GraphQLRequest request, string mediaType)
    {
        // Before the data are read: should they change meanwhile, the tag is the older.
        var tag = _tags.OfAnswer(http.Request, mediaType);
        if (tag is not null && _documents.IsCacheable(request.Query, _schema) && EntityTags.IsHeld(http.Request, tag))
        {
            EntityTags.AnswerNotModified(http.Response, tag);
            return;
        }
        var result = await ExecuteAsync(http, request);
        if (tag is not null && result is { Executed: true, Errors: null or { Count: 0 }, Document: { } document } && document.IsCacheable(_schema))
        {
            if (EntityTags.IsAnyHeld(http.Request))
            {
                EntityTags.AnswerNotModified(http.Response, tag);
                return;
            }
            EntityTags.Write(http.Response, tag);
        }
        await WriteAsync(http, result, mediaType, StatusCode.Of(result, mediaType));
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

    private async Task<ExecutionResult> ExecuteAsync(HttpContext http, GraphQLRequest request)
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
        if (HttpMethods.IsGet(http.Request.Method) && kind is OperationType.Mutation or OperationType.Subscription)
            throw new BadRequestException(StatusCodes.Status405MethodNotAllowed, "The specified operation kind is not allowed.");

        // A mutation is done or not done; cut short, its sender would not know which.
        var time = kind is OperationType.Mutation ? Timeout.InfiniteTimeSpan : _limits.ExecutionTime;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        timeout.CancelAfter(time);
        try
        {
            var cost = new CostRule(_limits, http.Request.Headers[CostRule.Header]);
            var result = cost.Answer(await _executer.ExecuteAsync(Options(http, request, document, cost, timeout.Token)));
            if (result.Executed)
                _documents.Keep(request.Query, document);
            return FirstErrors(result);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return new(new ClientError($"The request exceeded the configured timeout of `{time:c}`.", "HC0045"));
        }
    }

    private ExecutionOptions Options(HttpContext http, GraphQLRequest request, DocumentCache.Entry document, CostRule cost, CancellationToken cancellationToken) => new()
    {
        Schema = _schema,
        Query = request.Query,
        Document = document.Document,
        // Variables and cost are checked all the same; only what depends on the document alone is not checked twice.
        ValidationRules = document.IsValid ? [cost] : [.. DocumentValidator.CoreRules, cost],
        OperationName = request.OperationName,
        Variables = request.Variables,
        User = http.User,
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
