using System.Net.Mime;
using System.Text;
using BabyNames.ODataEngine.Model;
using BabyNames.Server.Configuration;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Statistics;

namespace BabyNames.Server.Web;

/// <summary><c>/odata/connect</c>: instructions and files to open the feed in Excel, Power BI and Tableau. It needs no key, because it
/// shows only the address of the request, how to send a key, and what <c>$metadata</c> has with the number of rows.</summary>
internal static class ConnectSetup
{
    public const string Path = Paths.OData + "/connect";

    /// <summary>The table that Tableau opens first.</summary>
    private static readonly string Table = StatisticRows.NameStatistics.Name;

    /// <summary>The table that Excel loads: <see cref="Table"/> has more rows than a worksheet, 1,048,576.</summary>
    private static readonly string SmallTable = StatisticRows.YearTotals.Name;

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapConnect(this WebApplication app)
    {
        app.MapMethods(
            Path,
            Reading,
            (HttpRequest request, HttpResponse response, ODataModel model, RowCounts counts) =>
            {
                response.Headers.ContentSecurityPolicy = ConnectPage.Policy;
                Prepare(response);
                return Results.Text(new ConnectPage(model, counts).Write(Root(request)), MediaTypeNames.Text.Html, Encoding.UTF8);
            }
        );
        app.MapMethods(
            $"{Path}/babynames.pbids",
            Reading,
            (HttpContext http) => File(http, ConnectFiles.PowerBI(Root(http.Request)), "application/json", "babynames.pbids")
        );
        app.MapMethods(
            $"{Path}/babynames.odc",
            Reading,
            (HttpContext http) => File(http, ConnectFiles.Excel(Root(http.Request), SmallTable), "text/x-ms-odc", "babynames.odc")
        );
        app.MapMethods(
            $"{Path}/babynames.tds",
            Reading,
            (HttpContext http) => File(http, ConnectFiles.Tableau(Root(http.Request), Table), "application/xml", "babynames.tds")
        );
    }

    /// <summary>The address of the service as the client reached it.</summary>
    private static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}{Paths.OData}";

    private static IResult File(HttpContext http, string text, string contentType, string name)
    {
        Prepare(http.Response);
        return Results.File(Encoding.UTF8.GetBytes(text), contentType, name);
    }

    /// <summary>The files have the address of the request, so they are not cached.</summary>
    private static void Prepare(HttpResponse response) =>
        (response.Headers.CacheControl, response.Headers.Vary) = (
            "no-store",
            "Host, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix"
        );
}
