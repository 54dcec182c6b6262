using Microsoft.Extensions.FileProviders;

namespace BabyNames.Server.Web;

/// <summary>Pages for browsers, which scripts/build-web.sh bundles, and the files that they load.</summary>
internal static class BundledFiles
{
    /// <returns>The page; null if it was not built.</returns>
    public static string? ReadPage(string bundle)
    {
        var page = Path.Combine(Folder(bundle), "index.html");
        return File.Exists(page) ? File.ReadAllText(page) : null;
    }

    /// <param name="path">Where the page asks for the files.</param>
    public static void UseAssets(this WebApplication app, string bundle, string path, string policy) =>
        app.UseStaticFiles(
            new StaticFileOptions
            {
                RequestPath = path,
                FileProvider = new PhysicalFileProvider(Path.Combine(Folder(bundle), "assets")),
                // The name of their folder is a hash of its content.
                OnPrepareResponse = asset => Guard(asset.Context.Response, policy, "public, max-age=31536000, immutable"),
            }
        );

    /// <summary>Sets the headers of a page or of a file that it loads.</summary>
    public static void Guard(HttpResponse response, string policy, string cacheControl)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; {policy}";
        headers.CacheControl = cacheControl;
    }

    private static string Folder(string bundle) => Path.Combine(AppContext.BaseDirectory, bundle);
}
