using BabyNames.Server.Configuration;
using Microsoft.Net.Http.Headers;

namespace BabyNames.Server.Web;

/// <summary>Serves the GraphQL IDE for browsers: the bundle of GraphiQL in ide/, or a simple page if the build had no Node.js. The pages
/// require no key, because they contain no data. Their requests send the key.</summary>
internal static class IdeSetup
{
    private const string Bundle = "ide";

    /// <summary>Content security policy of the bundle. It permits inline styles, which the Monaco editor needs.</summary>
    private const string BundlePolicy =
        "script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:";

    public static void AddIde(this IHostApplicationBuilder builder) =>
        builder.AddSettings<IdeOptions>("Ide", ide => ide.Enabled = builder.Environment.IsDevelopment());

    /// <summary>Serves the IDE if the setting permits it.</summary>
    public static void UseIde(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IdeOptions>().Enabled)
            return;
        if (BundledFiles.ReadPage(Bundle) is not { } html)
        {
            var plain = EmbeddedPage.Read("PlainPage.html");
            Show(app, plain.Html, plain.Policy);
            return;
        }
        Show(app, html, BundlePolicy);
        app.UseAssets(Bundle, $"{Paths.GraphQL}/assets", BundlePolicy);
    }

    private static void Show(WebApplication app, string html, string policy) =>
        app.MapWhen(
            IsForBrowser,
            page =>
                page.Run(async http =>
                {
                    BundledFiles.SetHeaders(http.Response, policy, "no-cache");
                    http.Response.Headers.Vary = "Accept";
                    http.Response.ContentType = "text/html; charset=utf-8";
                    await http.Response.WriteAsync(html, http.RequestAborted);
                })
        );

    /// <summary>Whether a browser requests the page. Requests of other clients are GraphQL requests.</summary>
    private static bool IsForBrowser(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && http.Request.Path == Paths.GraphQL
        && http.Request.Query.Count == 0
        && MediaTypeHeaderValue.TryParseList(http.Request.Headers.Accept.OfType<string>().ToList(), out var accepted)
        && accepted.Any(type => type.MediaType == "text/html" && type.Quality != 0);
}
