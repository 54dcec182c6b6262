using Microsoft.Extensions.FileProviders;

namespace BabyNames.Server.Web;

/// <summary>Serves the pages for browsers that scripts/build-web.sh bundles, and the files that they load.</summary>
internal static class BundledFiles
{
    /// <summary>Returns the HTML of a page; null if the bundle was not built.</summary>
    public static string? ReadPage(string bundle)
    {
        var page = Path.Combine(Folder(bundle), "index.html");
        return File.Exists(page) ? File.ReadAllText(page) : null;
    }

    /// <summary>Serves the files of a page.</summary>
    /// <param name="path">Path at which the page requests the files.</param>
    /// <param name="policy">Content security policy of the page.</param>
    public static void UseAssets(this WebApplication app, string bundle, string path, string policy) =>
        app.UseStaticFiles(
            new StaticFileOptions
            {
                RequestPath = path,
                FileProvider = new PhysicalFileProvider(Path.Combine(Folder(bundle), "assets")),
                // The files can be cached for a long time, because the name of their folder is a hash of its content.
                OnPrepareResponse = asset => SetHeaders(asset.Context.Response, policy, "public, max-age=31536000, immutable"),
            }
        );

    /// <summary>Sets the headers of a page or of a file that it loads.</summary>
    public static void SetHeaders(HttpResponse response, string policy, string cacheControl)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; {policy}";
        headers.CacheControl = cacheControl;
    }

    private static string Folder(string bundle) => Path.Combine(AppContext.BaseDirectory, bundle);
}
