using BabyNames.Server.Errors;
using Microsoft.AspNetCore.Diagnostics;

namespace BabyNames.Server.Edges;

/// <summary>What nobody caught: logged, and answered with a code and nothing of what went on inside, in Development too.</summary>
internal static class Faults
{
    public static void UseFaults(this WebApplication app) => app.UseExceptionHandler(handler => handler.Run(async http =>
    {
        var exception = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var (status, code, message) = exception is not null && PostgresErrors.IsPassing(exception)
            ? (StatusCodes.Status503ServiceUnavailable, ErrorCodes.Unavailable, "The database does not answer. Try again later.")
            : (StatusCodes.Status500InternalServerError, ErrorCodes.Unexpected, "Something went wrong on the server.");
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(new { error = new { code, message } }, http.RequestAborted);
    }));
}
