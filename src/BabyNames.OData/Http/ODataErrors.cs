using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using BabyNames.Queries.Errors;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using Npgsql;

namespace BabyNames.ODataEngine.Http;

/// <summary>Converts exceptions to OData error responses with status, code and message. Internal details are only logged.</summary>
internal static class ODataErrors
{
    private static readonly string[] Expressions = ["$filter", "$orderby", "$apply", "$compute"];

    public static async Task WriteAsync(HttpContext http, Exception exception, ODataService service, ILogger logger)
    {
        // EF Core wraps exceptions that it considers transient, and errors of the values of a request.
        var cause = exception
            is InvalidOperationException { InnerException: (NpgsqlException or ArithmeticException or QueryException) and var inner }
            ? inner
            : exception;
        var (code, message) = ExpectedError(cause) ?? Outage(cause, service) ?? UnexpectedError(cause, http.Request, logger);
        http.Response.Clear();
        ODataCache.Prepare(http);
        http.Response.StatusCode = Status(code);
        if (code == ODataErrorCodes.MethodNotAllowed)
            http.Response.Headers.Allow = http.Request.Path.Value!.EndsWith("/$batch", StringComparison.OrdinalIgnoreCase)
                ? "POST"
                : "GET, HEAD";
        if (code == ODataErrorCodes.Unavailable)
            http.Response.Headers.RetryAfter = "1";
        await http.Response.WriteAsJsonAsync(new { error = new { code, message } }, http.RequestAborted);
    }

    private static (string Code, string Message)? ExpectedError(Exception exception) =>
        exception switch
        {
            DomainException domain => (domain.Code, domain.Message),
            DataVersionException version => (ODataErrorCodes.Unavailable, version.Message),
            QueryException query => (query.IsSupported ? ODataErrorCodes.InvalidQuery : ODataErrorCodes.NotImplemented, query.Message),
            ODataContentTypeException => (
                ODataErrorCodes.NotAcceptable,
                "The media types of responses are application/json, and application/xml for $metadata. The request does not accept them."
            ),
            ODataUnrecognizedPathException => (ODataErrorCodes.UnknownResource, exception.Message),
            ODataException => (ODataErrorCodes.InvalidQuery, LibraryMessages.Rewrite(exception.Message)),
            BadHttpRequestException bad => (ODataErrorCodes.InvalidQuery, $"The request is invalid: {bad.Message}"),
            _ when UnreadableBody.IsCauseOf(exception) => (ODataErrorCodes.InvalidQuery, UnreadableBody.Message),
            // Npgsql throws this for NaN of type numeric.
            InvalidCastException { Source: "Npgsql" } when exception.Message.Contains("NaN", StringComparison.Ordinal) => (
                ODataErrorCodes.InvalidValue,
                "The query cannot be evaluated: a value is not a number."
            ),
            // ArgumentOutOfRangeException is thrown for timestamps after the year 9999, which PostgreSQL supports and .NET does not.
            ArithmeticException or FormatException or InvalidCastException { InnerException: ArgumentOutOfRangeException } => (
                ODataErrorCodes.InvalidValue,
                "The query cannot be evaluated: a value is out of range."
            ),
            PostgresException database when PostgresErrors.IsQueryError(database) => (
                ODataErrorCodes.InvalidValue,
                $"The query cannot be evaluated: {database.MessageText}."
            ),
            OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => (
                ODataErrorCodes.TimedOut,
                "The request took too long. Use a narrower $filter, or an $orderby for which there is an index."
            ),
            _ => null,
        };

    private static (string Code, string Message)? Outage(Exception exception, ODataService service)
    {
        if (!PostgresErrors.IsTransient(exception))
            return null;
        service.ReportOutage(exception);
        return (ODataErrorCodes.Unavailable, "The database does not answer. Try again later.");
    }

    private static (string Code, string Message) UnexpectedError(Exception exception, HttpRequest request, ILogger logger)
    {
        // The library and EF Core throw exceptions of many kinds for expressions that they cannot translate, and PostgreSQL has class 42.
        var isOfExpression =
            exception is PostgresException { SqlState: ['4', '2', ..] } or not NpgsqlException
            && Expressions.Any(request.Query.ContainsKey);
        // The query is not logged, because it may contain an API key.
        if (isOfExpression)
            logger.QueryNotEvaluated(exception, request.Path);
        else
            logger.RequestFailed(exception, request.Path);
        return isOfExpression
            ? (ODataErrorCodes.NotImplemented, "This query cannot be evaluated. Use simpler expressions.")
            : (ODataErrorCodes.Unexpected, "Something went wrong on the server.");
    }

    private static int Status(string code) =>
        code switch
        {
            ODataErrorCodes.UnknownResource => StatusCodes.Status404NotFound,
            ODataErrorCodes.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            ODataErrorCodes.UriTooLong => StatusCodes.Status414UriTooLong,
            ODataErrorCodes.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
            ODataErrorCodes.NotAcceptable => StatusCodes.Status406NotAcceptable,
            ODataErrorCodes.FailedDependency => StatusCodes.Status424FailedDependency,
            ODataErrorCodes.Unexpected => StatusCodes.Status500InternalServerError,
            ODataErrorCodes.NotImplemented => StatusCodes.Status501NotImplemented,
            ODataErrorCodes.Unavailable => StatusCodes.Status503ServiceUnavailable,
            ODataErrorCodes.TimedOut => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status400BadRequest,
        };
}
