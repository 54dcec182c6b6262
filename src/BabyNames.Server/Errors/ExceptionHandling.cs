using BabyNames.Queries.Errors;
using Microsoft.AspNetCore.Diagnostics;

namespace BabyNames.Server.Errors;

/// <summary>Logs unhandled exceptions and answers with a code, without details, in Development too.</summary>
internal static class ExceptionHandling
{
    public static void UseExceptionHandling(this WebApplication app) =>
        app.UseExceptionHandler(handler =>
            handler.Run(async http =>
            {
                var exception = http.Features.Get<IExceptionHandlerFeature>()?.Error;
                var (status, code, message) = exception switch
                {
                    BadHttpRequestException bad => (bad.StatusCode, ErrorCodes.InvalidQuery, $"The request cannot be taken: {bad.Message}"),
                    { } fault when UnreadableBody.IsCauseOf(fault) => (
                        StatusCodes.Status400BadRequest,
                        ErrorCodes.InvalidQuery,
                        UnreadableBody.Message
                    ),
                    { } fault when PostgresErrors.IsTransient(fault) => (
                        StatusCodes.Status503ServiceUnavailable,
                        ErrorCodes.Unavailable,
                        "The database does not answer. Try again later."
                    ),
                    _ => (StatusCodes.Status500InternalServerError, ErrorCodes.Unexpected, "Something went wrong on the server."),
                };
                http.Response.StatusCode = status;
                await ErrorResponse.WriteAsync(http, code, message);
            })
        );
}
