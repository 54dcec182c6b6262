using BabyNames.Server.Configuration;

namespace BabyNames.Server.Errors;

/// <summary>An error of a whole request, in the format of the front end that was asked.</summary>
internal static class ErrorResponse
{
    public static Task WriteAsync(HttpContext http, string code, string message) =>
        http.Request.Path == Paths.GraphQL
            ? http.Response.WriteAsJsonAsync(new { errors = new[] { new { message, extensions = new { code } } } }, http.RequestAborted)
            : http.Response.WriteAsJsonAsync(new { error = new { code, message } }, http.RequestAborted);
}
