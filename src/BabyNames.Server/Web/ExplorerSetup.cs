using System.Net;
using System.Net.Mime;
using System.Text;

namespace BabyNames.Server.Web;

/// <summary>Serves the explorer: the bundle of web/, or a page with links if the build had no Node.js. The page requires no key, because it
/// contains no data. Its requests send the key.</summary>
internal static class ExplorerSetup
{
    private const string Bundle = "explorer";
    private const string BundlePolicy = "script-src 'self'; style-src 'self'; img-src 'self' data:";

    /// <summary>Paths of the views in web/src/app.tsx. Other paths belong to an API, or the response has the status 404.</summary>
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

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Serves the files of the bundle.</summary>
    public static void UseExplorerAssets(this WebApplication app)
    {
        if (BundledFiles.ReadPage(Bundle) is not null)
            app.UseAssets(Bundle, "/assets", BundlePolicy);
    }

    /// <summary>Serves the page at the paths of all views.</summary>
    public static void MapExplorer(this WebApplication app)
    {
        var plain = EmbeddedPage.Read("NoExplorer.html");
        var bundled = BundledFiles.ReadPage(Bundle);
        var (html, policy) = bundled is null ? (plain.Html, plain.Policy) : (bundled, BundlePolicy);
        html = html.Replace("{ide}", app.Services.GetRequiredService<IdeOptions>().Enabled ? "true" : "false", StringComparison.Ordinal);
        foreach (var view in Views)
            app.MapMethods(view, ReadMethods, (HttpContext http) => Show(http, html, policy));
    }

    private static IResult Show(HttpContext http, string html, string policy)
    {
        BundledFiles.SetHeaders(http.Response, policy, "no-cache");
        // The page contains the path base, which a proxy may set.
        http.Response.Headers.Vary = "X-Forwarded-Prefix";
        var page = html.Replace("{base}", WebUtility.HtmlEncode(http.Request.PathBase.Value ?? ""), StringComparison.Ordinal);
        return Results.Text(page, MediaTypeNames.Text.Html, Encoding.UTF8);
    }
}
