using System.Net.Mime;
using System.Text;
using BabyNames.ODataEngine.Model;
using BabyNames.Server.Configuration;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Statistics;

namespace BabyNames.Server.Web;

/// <summary><c>/odata/connect</c>: instructions and connection files that open the OData service in Excel, Power BI and Tableau. They
/// require no key, because they contain only the address of the request, how to send a key, the content of <c>$metadata</c>, and the
/// number of rows.</summary>
internal static class ConnectSetup
{
    /// <summary>Path of the page.</summary>
    public const string Path = Paths.OData + "/connect";

    /// <summary>The table that the file for Tableau opens.</summary>
    private static readonly string Table = StatisticRows.NameStatistics.Name;

    /// <summary>The table that the file for Excel loads. <see cref="Table"/> has more rows than a worksheet can have (1,048,576).</summary>
    private static readonly string SmallTable = StatisticRows.YearTotals.Name;

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the page and the files.</summary>
    public static void MapConnect(this WebApplication app)
    {
        app.MapMethods(
            Path,
            ReadMethods,
            (HttpRequest request, HttpResponse response, ODataModel model, RowCounts counts) =>
            {
                response.Headers.ContentSecurityPolicy = ConnectPage.Policy;
                SetHeaders(response);
                return Results.Text(new ConnectPage(model, counts).Write(Root(request)), MediaTypeNames.Text.Html, Encoding.UTF8);
            }
        );
        app.MapMethods(
            $"{Path}/babynames.pbids",
            ReadMethods,
            (HttpContext http) => File(http, ConnectFiles.PowerBI(Root(http.Request)), "application/json", "babynames.pbids")
        );
        app.MapMethods(
            $"{Path}/babynames.odc",
            ReadMethods,
            (HttpContext http) => File(http, ConnectFiles.Excel(Root(http.Request), SmallTable), "text/x-ms-odc", "babynames.odc")
        );
        app.MapMethods(
            $"{Path}/babynames.tds",
            ReadMethods,
            (HttpContext http) => File(http, ConnectFiles.Tableau(Root(http.Request), Table), "application/xml", "babynames.tds")
        );
    }

    /// <summary>Returns the address of the OData service as the client requested it.</summary>
    private static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}{Paths.OData}";

    private static IResult File(HttpContext http, string text, string contentType, string name)
    {
        SetHeaders(http.Response);
        return Results.File(Encoding.UTF8.GetBytes(text), contentType, name);
    }

    /// <summary>Forbids caching, because the files contain the address of the request.</summary>
    private static void SetHeaders(HttpResponse response) =>
        (response.Headers.CacheControl, response.Headers.Vary) = (
            "no-store",
            "Host, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Prefix"
        );
}
