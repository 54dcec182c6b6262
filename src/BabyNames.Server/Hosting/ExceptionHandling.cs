using BabyNames.Queries.Errors;
using BabyNames.Server.Errors;
using BabyNames.Server.Telemetry;
using Microsoft.AspNetCore.Diagnostics;

namespace BabyNames.Server.Hosting;

/// <summary>Logs unhandled exceptions and responds with an error code, without details. Development has no exception page
/// either.</summary>
internal static class ExceptionHandling
{
    public static void UseExceptionHandling(this WebApplication app) =>
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                // An outage is logged once, without a stack trace.
                SuppressDiagnosticsCallback = context => PostgresErrors.IsTransient(context.Exception),
                ExceptionHandler = HandleAsync,
            }
        );

    private static async Task HandleAsync(HttpContext http)
    {
        var exception = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var (status, code, message) = exception switch
        {
            BadHttpRequestException bad => (bad.StatusCode, ErrorCodes.InvalidQuery, $"The request is invalid: {bad.Message}"),
            { } error when UnreadableBody.IsCauseOf(error) => (
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidQuery,
                UnreadableBody.Message
            ),
            { } error when PostgresErrors.IsTransient(error) => (
                StatusCodes.Status503ServiceUnavailable,
                ErrorCodes.Unavailable,
                "The database does not answer. Try again later."
            ),
            _ => (StatusCodes.Status500InternalServerError, ErrorCodes.Unexpected, "Something went wrong on the server."),
        };
        if (exception is not null)
            http.RequestServices.GetRequiredService<DatabaseOutage>().Report(exception);
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "1";
        await ErrorResponse.WriteAsync(http, code, message);
    }
}
