namespace BabyNames.Server.Hosting;

/// <summary>Adds security headers for browsers to every response. Pages set their own content security policy.</summary>
internal static class SecurityHeaders
{
    /// <summary>Content security policy of responses that are data and not pages.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Adds the middleware.</summary>
    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                // The headers are added when the response starts, because an error clears headers that were set before.
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
            headers.ContentSecurityPolicy = DataPolicy;
        return Task.CompletedTask;
    }
}
