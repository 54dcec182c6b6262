namespace BabyNames.Server.Hosting;

/// <summary>What browsers are told about every answer: that it is data and nothing else, unless it says otherwise itself as
/// the IDE's pages do.</summary>
internal static class SecurityHeaders
{
    private const string DataAlone = "default-src 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        // At the last moment: an answer that turns into an error loses the headers it had.
        http.Response.OnStarting(Add, http.Response);
        return next(http);
    });

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
