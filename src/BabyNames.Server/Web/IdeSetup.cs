using BabyNames.Server.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace BabyNames.Server.Web;

/// <summary>The GraphQL IDE for browsers: GraphiQL as bundled by ide/build.mjs, or a plain page if the build had no Node.js.
/// The pages hold no data, so they need no key; their requests do.</summary>
internal static class IdeSetup
{
    private const string Assets = Paths.GraphQL + "/assets";

    /// <summary>Content security policy with inline styles, which the Monaco editor needs.</summary>
    private const string BundlePolicy = "script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "ide");

    public static void AddIde(this IHostApplicationBuilder builder) =>
        builder.AddSettings<IdeOptions>("Ide", ide => ide.Enabled = builder.Environment.IsDevelopment());

    public static void UseIde(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IdeOptions>().Enabled)
            return;
        var index = Path.Combine(Folder, "index.html");
        if (!File.Exists(index))
        {
            Show(app, PlainPage.Html, PlainPage.Policy);
            return;
        }
        Show(app, File.ReadAllText(index), BundlePolicy);
        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = Assets,
            FileProvider = new PhysicalFileProvider(Path.Combine(Folder, "assets")),
            // The name of their folder is a hash of its content.
            OnPrepareResponse = asset => Guard(asset.Context.Response, BundlePolicy, "public, max-age=31536000, immutable"),
        });
    }

    private static void Show(WebApplication app, string html, string policy) => app.MapWhen(IsForBrowser, page => page.Run(async http =>
    {
        Guard(http.Response, policy, "no-cache");
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(html, http.RequestAborted);
    }));

    /// <summary>Whether the request is for a page, not for a query.</summary>
    private static bool IsForBrowser(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && http.Request.Path == Paths.GraphQL
        && http.Request.Query.Count == 0
        && MediaTypeHeaderValue.TryParseList(http.Request.Headers.Accept.OfType<string>().ToList(), out var accepted)
        && accepted.Any(type => type.MediaType == "text/html" && type.Quality != 0);

    private static void Guard(HttpResponse response, string policy, string cacheControl)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; {policy}";
        headers.CacheControl = cacheControl;
        headers.Vary = "Accept";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
