using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.GraphQLEngine.Validation;
using BabyNames.GraphQLEngine.Values;
using BabyNames.Queries.Caching;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Executes operations of all transports. It parses a document once, calculates the cost, and limits the time.</summary>
internal sealed class OperationExecuter(ISchema schema, GraphQLLimits limits, GraphQLHost host, TimeProvider clock, ILogger logger)
{
    private static readonly IValidationRule[] Rules =
    [
        .. DocumentValidator.CoreRules.Where(rule => rule is not VariablesInAllowedPosition),
    ];

    private readonly ValueExecuter _engine = new();
    private readonly DocumentCache _documents = new(limits);

    /// <summary>Whether a document is known to be valid and its response is valid until the data version changes.</summary>
    public bool IsCacheable(string query) => _documents.IsCacheable(query, schema);

    /// <summary>Executes an operation. All fields of a query show one data version, which is the extension <c>dataVersion</c>.</summary>
    /// <param name="subscription">Context of a connection that accepts several results; null for a connection with one response.</param>
    /// <param name="aborted">Cancelled when the client no longer waits for the response.</param>
    /// <exception cref="BadRequestException">The method, the connection or the role of the user does not allow the operation.</exception>
    public async Task<ExecutionResult> ExecuteAsync(
        HttpContext http,
        GraphQLRequest request,
        SubscriptionContext? subscription,
        CancellationToken aborted
    )
    {
        DocumentCache.Entry document;
        try
        {
            document = _documents.Get(request.Query);
            StorableText.Check(request.Variables);
        }
        catch (ExecutionError error)
        {
            return new(error);
        }
        var kind = document.Kind(request.OperationName);
        if (HttpMethods.IsGet(http.Request.Method) && kind is OperationType.Mutation && !http.WebSockets.IsWebSocketRequest)
            throw new BadRequestException(StatusCodes.Status405MethodNotAllowed, "The specified operation kind is not allowed.");
        if (kind is OperationType.Subscription && subscription is null)
            throw new BadRequestException(
                StatusCodes.Status406NotAcceptable,
                $"The response to a subscription is a stream. Accept {EventStream.MediaType}, or open a WebSocket.",
                "HC0063"
            );

        if (kind is not OperationType.Query)
            return (await RunAsync(http, request, document, subscription, aborted)).Result;
        try
        {
            var (result, version) = await ConsistentRead.RunAsync(
                host.Versions,
                MinVersion(http.Request),
                _ => RunAsync(http, request, document, subscription, aborted),
                aborted
            );
            return ShownVersion.Add(result, version);
        }
        catch (DataVersionException exception)
        {
            return new(host.Outage(exception)!);
        }
    }

    /// <summary>Returns the lowest data version that a request accepts; null if it accepts any.</summary>
    /// <exception cref="BadRequestException">The header is not a version.</exception>
    public static long? MinVersion(HttpRequest request)
    {
        try
        {
            return ConsistentRead.MinVersion(request);
        }
        catch (FormatException exception)
        {
            throw new BadRequestException(StatusCodes.Status400BadRequest, exception.Message, "HC0009");
        }
    }

    /// <returns>The result, and whether the database failed.</returns>
    private async Task<(ExecutionResult Result, bool HasFailed)> RunAsync(
        HttpContext http,
        GraphQLRequest request,
        DocumentCache.Entry document,
        SubscriptionContext? subscription,
        CancellationToken aborted
    )
    {
        var kind = document.Kind(request.OperationName);
        // A mutation has no time limit, because the client could not tell whether a cancelled one took effect.
        var limit = kind is OperationType.Mutation ? Timeout.InfiniteTimeSpan : limits.ExecutionTimeout;
        using var timer = new CancellationTokenSource(limit, clock);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted, timer.Token);
        IAdmittedOperation? admitted = null;
        await using var data = new RequestData();
        try
        {
            var cost = new CostRule(
                limits,
                http.Request.Headers[CostRule.Header],
                async operationCost => admitted = await host.Admission(http, kind is OperationType.Query, operationCost, timeout.Token)
            );
            ClientError? outageError = null;
            var roles = host.MayRead(http.User) ? null : new RoleRule(http.User);
            var options = Options(http, request, document, [.. roles is null ? (IValidationRule[])[] : [roles], cost]);
            (options.UserContext, options.CancellationToken) = (data.AddTo(subscription), timeout.Token);
            options.UnhandledExceptionDelegate = unhandled =>
            {
                outageError ??= HandleFieldError(unhandled.OriginalException, kind, unhandled.FieldContext?.FieldDefinition.Name);
                return Task.CompletedTask;
            };
            var executed = await _engine.ExecuteAsync(options);
            if (roles?.HasRefused == true)
                throw BadRequestException.NotAuthorized();
            admitted?.Settle(cost.ActualTypeCost(executed));
            var result = cost.AddCost(executed);
            if (outageError is not null)
                return (new(outageError), true);
            if (result.Executed)
                _documents.MarkValid(request.Query, document);
            return (FirstErrors(result), false);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return (new(new ClientError($"The request exceeded the configured timeout of `{limit:c}`.", "HC0045")), false);
        }
        finally
        {
            admitted?.Dispose();
        }
    }

    private ExecutionOptions Options(HttpContext http, GraphQLRequest request, DocumentCache.Entry document, IValidationRule[] ofUser) =>
        new()
        {
            Schema = schema,
            Query = request.Query,
            Document = document.Document,
            // For a document that is known to be valid, only the rules that depend on the variables are checked again.
            ValidationRules = [.. document.IsValid ? [] : Rules, new VariableRule(document.IsValid), .. ofUser],
            OperationName = request.OperationName,
            Variables = request.Variables,
            User = http.User,
            RequestServices = http.RequestServices,
            MaxParallelExecutionCount = limits.MaxParallelFields,
        };

    /// <summary>Logs the exception of a field.</summary>
    /// <returns>The error of the whole operation if the database is not available; null when the other fields are still valid.</returns>
    /// <exception cref="OperationCanceledException">The database cancelled the query because of the time limit.</exception>
    private ClientError? HandleFieldError(Exception exception, OperationType? kind, string? field)
    {
        var isCancelled = exception is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };
        if (!isCancelled && kind is OperationType.Query && host.Outage(exception) is { } error)
            return error;
        if (!isCancelled && exception is not (DomainException or ClientError))
            Log(exception, field);
        return isCancelled ? throw new OperationCanceledException(null, exception) : null;
    }

    /// <summary>Limits the errors of an invalid document to five, because a small document can have thousands.</summary>
    private static ExecutionResult FirstErrors(ExecutionResult result)
    {
        const int maxErrors = 5;
        if (!result.Executed && result.Errors is { Count: > maxErrors } errors)
        {
            result.Errors = [];
            result.Errors.AddRange(errors.Take(maxErrors));
        }
        return result;
    }

    private void Log(Exception exception, string? field)
    {
        if (host.Outage(exception) is null)
            logger.FieldFailed(exception, field);
        else
            logger.DatabaseDidNotRespond(field, exception.Message);
    }
}
