using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using BabyNames.Queries.Errors;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using Npgsql;

namespace BabyNames.ODataEngine.Http;

/// <summary>The one place where a fault of an entity set gets its status, code and text, and nothing of what went on inside.</summary>
internal static class ODataErrors
{
    private static readonly string[] Expressions = ["$filter", "$orderby", "$apply", "$compute"];

    public static async Task WriteAsync(HttpContext http, Exception exception, ILogger logger)
    {
        // EF wraps what it thinks might pass, and what goes wrong with the values of a request.
        var fault = exception
            is InvalidOperationException { InnerException: (NpgsqlException or ArithmeticException or QueryException) and var inner }
            ? inner
            : exception;
        var (code, message) = Known(fault) ?? Unknown(fault, http.Request, logger);
        http.Response.Clear();
        ODataCache.Prepare(http);
        http.Response.StatusCode = Status(code);
        if (code == ODataErrorCodes.MethodNotAllowed)
            http.Response.Headers.Allow = http.Request.Path.Value!.EndsWith("/$batch", StringComparison.OrdinalIgnoreCase)
                ? "POST"
                : "GET, HEAD";
        await http.Response.WriteAsJsonAsync(new { error = new { code, message } }, http.RequestAborted);
    }

    private static (string Code, string Message)? Known(Exception exception) =>
        exception switch
        {
            DomainException known => (known.Code, known.Message),
            QueryException query => (query.IsSupported ? ODataErrorCodes.InvalidQuery : ODataErrorCodes.NotImplemented, query.Message),
            ODataContentTypeException => (
                ODataErrorCodes.NotAcceptable,
                "Responses are application/json, $metadata is application/xml; the request accepts neither."
            ),
            ODataUnrecognizedPathException => (ODataErrorCodes.UnknownResource, exception.Message),
            ODataException => (ODataErrorCodes.InvalidQuery, LibraryMessages.Plain(exception.Message)),
            BadHttpRequestException bad => (ODataErrorCodes.InvalidQuery, $"The request cannot be taken: {bad.Message}"),
            _ when UnreadableBody.IsCauseOf(exception) => (ODataErrorCodes.InvalidQuery, UnreadableBody.Message),
            // Npgsql's word for a numeric that is not a number.
            InvalidCastException { Source: "Npgsql" } when exception.Message.Contains("NaN", StringComparison.Ordinal) => (
                ODataErrorCodes.InvalidValue,
                "The query cannot be evaluated: a value is not a number."
            ),
            // The last is of a moment beyond the year 9999, which PostgreSQL can tell and nobody here.
            ArithmeticException or FormatException or InvalidCastException { InnerException: ArgumentOutOfRangeException } => (
                ODataErrorCodes.InvalidValue,
                "The query cannot be evaluated: a value is out of range."
            ),
            PostgresException database when PostgresErrors.IsOfTheQuery(database) => (
                ODataErrorCodes.InvalidValue,
                $"The query cannot be evaluated: {database.MessageText}."
            ),
            OperationCanceledException => (
                ODataErrorCodes.TimedOut,
                "The answer took too long. Ask for less: a narrower $filter, or an order that an index has."
            ),
            _ => null,
        };

    private static (string Code, string Message) Unknown(Exception exception, HttpRequest request, ILogger logger)
    {
        // What neither the library nor EF can make of a filter they say in many ways, and PostgreSQL of an expression in class 42.
        var isOfFilter =
            exception is PostgresException { SqlState: ['4', '2', ..] } or not NpgsqlException
            && !PostgresErrors.IsPassing(exception)
            && Expressions.Any(request.Query.ContainsKey);
        // Without the query: it may hold a key.
        if (isOfFilter)
            logger.QueryNotEvaluated(exception, request.Path);
        else
            logger.RequestFailed(exception, request.Path);
        return exception switch
        {
            _ when isOfFilter => (ODataErrorCodes.NotImplemented, "This query cannot be evaluated; simpler expressions can."),
            _ when PostgresErrors.IsPassing(exception) => (ODataErrorCodes.Unavailable, "The database does not answer. Try again later."),
            _ => (ODataErrorCodes.Unexpected, "Something went wrong on the server."),
        };
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
