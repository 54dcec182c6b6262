using BabyNames.GraphQLEngine.Cost;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.GraphQLEngine.Validation;
using BabyNames.GraphQLEngine.Values;
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

/// <summary>Executes one operation, whatever it came by: parsed once, priced, and bounded in time.</summary>
internal sealed class OperationExecuter(
    ISchema schema,
    GraphQLLimits limits,
    Admission admission,
    Outage outage,
    TimeProvider clock,
    ILogger logger
)
{
    private static readonly IValidationRule[] Rules =
    [
        .. DocumentValidator.CoreRules.Where(rule => rule is not VariablesInAllowedPosition),
    ];

    private readonly ValueExecuter _engine = new();
    private readonly DocumentCache _documents = new(limits);

    /// <summary>Whether a document is known, and all that it asks for stays as long as the data do.</summary>
    public bool IsCacheable(string query) => _documents.IsCacheable(query, schema);

    /// <param name="demand">Of a connection that takes more than one answer; null for one that does not.</param>
    /// <param name="aborted">Nobody waits for the answer any more.</param>
    /// <exception cref="BadRequestException">Not on this connection.</exception>
    public async Task<ExecutionResult> ExecuteAsync(
        HttpContext http,
        GraphQLRequest request,
        SubscriptionContext? demand,
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
        if (kind is OperationType.Subscription && demand is null)
            throw new BadRequestException(
                StatusCodes.Status406NotAcceptable,
                $"A subscription is answered with a stream: accept {EventStream.MediaType}, or open a WebSocket.",
                "HC0063"
            );

        // A mutation is done or not done; cut short, its sender would not know which.
        var time = kind is OperationType.Mutation ? Timeout.InfiniteTimeSpan : limits.ExecutionTimeout;
        using var late = new CancellationTokenSource(time, clock);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted, late.Token);
        IAdmittedOperation? admitted = null;
        await using var data = new RequestData();
        try
        {
            var cost = new CostRule(
                limits,
                http.Request.Headers[CostRule.Header],
                async found => admitted = await admission(http, kind is OperationType.Query, found, timeout.Token)
            );
            ClientError? failed = null;
            var options = Options(http, request, document, cost);
            (options.UserContext, options.CancellationToken) = (data.AddTo(demand), timeout.Token);
            options.UnhandledExceptionDelegate = fault =>
            {
                failed ??= Judge(fault.OriginalException, kind, fault.FieldContext?.FieldDefinition.Name);
                return Task.CompletedTask;
            };
            var executed = await _engine.ExecuteAsync(options);
            admitted?.Settle(cost.Produced(executed));
            var result = cost.Answer(executed);
            if (failed is not null)
                return new(failed);
            if (result.Executed)
                _documents.Keep(request.Query, document);
            return FirstErrors(result);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return new(new ClientError($"The request exceeded the configured timeout of `{time:c}`.", "HC0045"));
        }
        finally
        {
            admitted?.Dispose();
        }
    }

    private ExecutionOptions Options(HttpContext http, GraphQLRequest request, DocumentCache.Entry document, CostRule cost) =>
        new()
        {
            Schema = schema,
            Query = request.Query,
            Document = document.Document,
            // Variables and cost are checked all the same; only what depends on the document alone is not checked twice.
            ValidationRules = document.IsValid
                ? [new VariableRule(isValid: true), cost]
                : [.. Rules, new VariableRule(isValid: false), cost],
            OperationName = request.OperationName,
            Variables = request.Variables,
            User = http.User,
            RequestServices = http.RequestServices,
            MaxParallelExecutionCount = limits.MaxParallelFields,
        };

    /// <summary>Logs what went wrong in a field.</summary>
    /// <returns>What the whole operation is to be answered with; null when the rest of it may stand.</returns>
    /// <exception cref="OperationCanceledException">The database gave it up because its time was over.</exception>
    private ClientError? Judge(Exception fault, OperationType? kind, string? field)
    {
        var isOver = fault is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };
        if (!isOver && kind is OperationType.Query && outage(fault) is { } answer)
        {
            logger.DatabaseDidNotRespond(field, fault.Message);
            return answer;
        }
        if (fault is not (DomainException or ClientError))
            Log(fault, field);
        return isOver ? throw new OperationCanceledException(null, fault) : null;
    }

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

    private void Log(Exception exception, string? field) => logger.FieldFailed(exception, field);
}
