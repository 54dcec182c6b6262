namespace BabyNames.Server.Hosting;

/// <summary>Adds security headers for browsers to every response that does not set them itself, as the pages of the IDE do.</summary>
internal static class SecurityHeaders
{
    private const string DataAlone = "default-src 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                // When the response starts, because an error clears headers that were set before.
                http.Response.OnStarting(Add, http.Response);
                return next(http);
            }
        );

    private static Task Add(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = DataAlone;
        return Task.CompletedTask;
    }
}
