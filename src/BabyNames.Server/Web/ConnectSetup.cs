using System.Net.Mime;
using System.Text;
using BabyNames.Server.Configuration;
using BabyNames.Server.Statistics;

namespace BabyNames.Server.Web;

/// <summary><c>/odata/connect</c>: how to bring the feed into Excel, Power BI and Tableau, and files that do it. Open to all, for it
/// tells nothing but the address by which it was asked for and how to show a key.</summary>
internal static class ConnectSetup
{
    public const string Path = Paths.OData + "/connect";

    /// <summary>The table that files open with; the others are a click away.</summary>
    private const string Table = NameStatisticFeed.Set;

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapConnect(this WebApplication app)
    {
        app.MapMethods(Path, Reading, (HttpRequest request, HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = ConnectPage.Policy;
            Prepare(response);
            return Results.Text(ConnectPage.Write(Root(request), Path), MediaTypeNames.Text.Html, Encoding.UTF8);
        });
        app.MapMethods($"{Path}/babynames.pbids", Reading, (HttpContext http) => File(http, ConnectFiles.PowerBI(Root(http.Request)), "application/json", "babynames.pbids"));
        app.MapMethods($"{Path}/babynames.odc", Reading, (HttpContext http) => File(http, ConnectFiles.Excel(Root(http.Request), Table), "text/x-ms-odc", "babynames.odc"));
        app.MapMethods($"{Path}/babynames.tds", Reading, (HttpContext http) => File(http, ConnectFiles.Tableau(Root(http.Request), Table), "application/xml", "babynames.tds"));
    }

    /// <summary>The service as the client reached it.</summary>
    private static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}{Paths.OData}";

    private static IResult File(HttpContext http, string text, string contentType, string name)
    {
        Prepare(http.Response);
        return Results.File(Encoding.UTF8.GetBytes(text), contentType, name);
    }

    /// <summary>The address within is the one that was asked by: nobody else is to be given it.</summary>
    private static void Prepare(HttpResponse response) =>
        (response.Headers.CacheControl, response.Headers.Vary) = ("no-store", "Host, X-Forwarded-Proto");
}
