using System.Net;
using System.Net.Mime;
using System.Text;

namespace BabyNames.Server.Web;

/// <summary>The explorer for people: web/ as bundled by its build.mjs, or a page with links if the build had no Node.js. The page holds
/// no data, so it needs no key; its requests do.</summary>
internal static class ExplorerSetup
{
    private const string Bundle = "explorer";
    private const string BundlePolicy = "script-src 'self'; style-src 'self'; img-src 'self' data:";

    /// <summary>The views that web/src/app.tsx shows. Any other path stays an API's, or 404.</summary>
    private static readonly string[] Views =
    [
        "/",
        "/name/{name}",
        "/compare",
        "/year/{period?}",
        "/changes",
        "/unisex",
        "/data",
        "/console/{section?}/{rest?}",
    ];

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void UseExplorerAssets(this WebApplication app)
    {
        if (BundledFiles.ReadPage(Bundle) is not null)
            app.UseAssets(Bundle, "/assets", BundlePolicy);
    }

    public static void MapExplorer(this WebApplication app)
    {
        var plain = EmbeddedPage.Read("NoExplorer.html");
        var bundled = BundledFiles.ReadPage(Bundle);
        var (html, policy) = bundled is null ? (plain.Html, plain.Policy) : (bundled, BundlePolicy);
        html = html.Replace("{ide}", app.Services.GetRequiredService<IdeOptions>().Enabled ? "true" : "false", StringComparison.Ordinal);
        foreach (var view in Views)
            app.MapMethods(view, Reading, (HttpContext http) => Show(http, html, policy));
    }

    private static IResult Show(HttpContext http, string html, string policy)
    {
        BundledFiles.Guard(http.Response, policy, "no-cache");
        // The page has the path base, which a proxy may set.
        http.Response.Headers.Vary = "X-Forwarded-Prefix";
        var page = html.Replace("{base}", WebUtility.HtmlEncode(http.Request.PathBase.Value ?? ""), StringComparison.Ordinal);
        return Results.Text(page, MediaTypeNames.Text.Html, Encoding.UTF8);
    }
}
