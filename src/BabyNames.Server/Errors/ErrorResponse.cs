using BabyNames.Server.Configuration;

namespace BabyNames.Server.Errors;

/// <summary>Writes the error of a whole request in the format of the requested front end: GraphQL or OData.</summary>
internal static class ErrorResponse
{
    /// <summary>Writes the body of the response. The caller must set the status before.</summary>
    public static Task WriteAsync(HttpContext http, string code, string message) =>
        http.Request.Path == Paths.GraphQL
            ? http.Response.WriteAsJsonAsync(new { errors = new[] { new { message, extensions = new { code } } } }, http.RequestAborted)
            : http.Response.WriteAsJsonAsync(new { error = new { code, message } }, http.RequestAborted);
}
