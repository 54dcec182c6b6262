using System.Text.RegularExpressions;
using BabyNames.Conventions.Errors;
using BabyNames.Server.Errors;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using Npgsql;

namespace BabyNames.Server.Feeds;

/// <summary>The one place where a fault of a feed gets its status, code and text, and nothing of what went on inside.</summary>
internal static partial class ODataErrors
{
    private static readonly string[] Expressions = ["$filter", "$orderby", "$apply", "$compute"];

    public static async Task WriteAsync(HttpContext http, Exception exception, ILogger logger)
    {
        // EF wraps what it thinks might pass.
        var fault = exception is InvalidOperationException { InnerException: NpgsqlException inner } ? inner : exception;
        var (code, message) = Known(fault) ?? Unknown(fault, http.Request, logger);
        http.Response.Clear();
        FeedCache.Prepare(http.Response);
        http.Response.StatusCode = Status(code);
        http.Response.Headers["OData-Version"] = ODataUtils.ODataVersionToString(FeedRequest.VersionOf(http.Request));
        if (code == ErrorCodes.MethodNotAllowed)
            http.Response.Headers.Allow = http.Request.Path.Value!.EndsWith("/$batch", StringComparison.OrdinalIgnoreCase) ? "POST" : "GET, HEAD";
        await http.Response.WriteAsJsonAsync(new { error = new { code, message } }, http.RequestAborted);
    }

    private static (string Code, string Message)? Known(Exception exception) => exception switch
    {
        DomainException known => (known.Code, known.Message),
        ODataContentTypeException => (ErrorCodes.NotAcceptable, "Feeds are application/json, $metadata is application/xml; the request accepts neither."),
        ODataUnrecognizedPathException => (ErrorCodes.UnknownResource, exception.Message),
        ODataException when exception.Message.Contains("internal error", StringComparison.Ordinal) => (ErrorCodes.InvalidQuery, "The query cannot be read."),
        ODataException => (ErrorCodes.InvalidQuery, Advise(ForDevelopers().Replace(exception.Message, ""))),
        BadHttpRequestException bad => (ErrorCodes.InvalidQuery, $"The request cannot be taken: {bad.Message}"),
        _ when ExceptionHandling.IsOfTheBody(exception) => (ErrorCodes.InvalidQuery, ExceptionHandling.OfTheBody),
        // Npgsql's word for a numeric that is not a number.
        InvalidCastException { Source: "Npgsql" } when exception.Message.Contains("NaN", StringComparison.Ordinal) =>
            (ErrorCodes.InvalidValue, "The query cannot be evaluated: a value is not a number."),
        // The last is of a moment beyond the year 9999, which PostgreSQL can tell and nobody here.
        ArithmeticException or FormatException or InvalidCastException { InnerException: ArgumentOutOfRangeException } => (ErrorCodes.InvalidValue, "The query cannot be evaluated: a value is out of range."),
        PostgresException database when PostgresErrors.IsOfTheQuery(database) =>
            (ErrorCodes.InvalidValue, $"The query cannot be evaluated: {database.MessageText}."),
        OperationCanceledException => (ErrorCodes.TimedOut, "The answer took too long. Ask for less: a narrower $filter, or an order that an index has."),
        _ => null,
    };

    private static string Advise(string message) =>
        message.Contains("limit", StringComparison.OrdinalIgnoreCase) ? $"{message} Ask for less at a time, or with 'in' for many values of one property." : message;

    private static (string Code, string Message) Unknown(Exception exception, HttpRequest request, ILogger logger)
    {
        // What neither the library nor EF can make of a filter they say in many ways, and PostgreSQL of an expression in class 42.
        var isOfFilter = exception is PostgresException { SqlState: ['4', '2', ..] } or not NpgsqlException
            && !PostgresErrors.IsPassing(exception) && Expressions.Any(request.Query.ContainsKey);
        // Without the query: it may hold a key.
        logger.Log(isOfFilter ? LogLevel.Warning : LogLevel.Error, exception, "{Path} failed", request.Path);
        return exception switch
        {
            _ when isOfFilter => (ErrorCodes.NotImplemented, "This query cannot be evaluated; simpler expressions can."),
            _ when PostgresErrors.IsPassing(exception) => (ErrorCodes.Unavailable, "The database does not answer. Try again later."),
            _ => (ErrorCodes.Unexpected, "Something went wrong on the server."),
        };
    }

    private static int Status(string code) => code switch
    {
        ErrorCodes.UnknownResource => StatusCodes.Status404NotFound,
        ErrorCodes.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ErrorCodes.UriTooLong => StatusCodes.Status414UriTooLong,
        ErrorCodes.NotAcceptable => StatusCodes.Status406NotAcceptable,
        ErrorCodes.FailedDependency => StatusCodes.Status424FailedDependency,
        ErrorCodes.Unexpected => StatusCodes.Status500InternalServerError,
        ErrorCodes.NotImplemented => StatusCodes.Status501NotImplemented,
        ErrorCodes.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.TimedOut => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Sentences that tell whoever runs the library where to raise a limit.</summary>
    [GeneratedRegex(@"\s*[^.]*\b(EnableQueryAttribute|ODataValidationSettings|ODataQuerySettings)\b[^.]*\.")]
    private static partial Regex ForDevelopers();
}
