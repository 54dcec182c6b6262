using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using BabyNames.ODataEngine.Functions;
using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Rows;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Web;

/// <summary>The page for analysts. It loads nothing from other servers and has no scripts.</summary>
internal sealed class ConnectPage(ODataModel model, RowCounts counts)
{
    private const string Style = """
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; background: #fff }
        h1 { font-size: 1.6rem; margin-bottom: .25rem } h2 { font-size: 1.15rem; margin-top: 2rem }
        table { border-collapse: collapse } td, th { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top } td.rows { text-align: right }
        pre { background: #eef2f6; padding: .75rem; border-radius: .375rem; white-space: pre-wrap; overflow-wrap: anywhere }
        a { color: #0b57a4 } a.file { display: inline-block; padding: .4rem .9rem; border: 1px solid #0b57a4; border-radius: .375rem; text-decoration: none }
        @media (prefers-color-scheme: dark) { body { color: #e6ebf0; background: #14191f } pre { background: #222a33 } a { color: #8cc4ff } a.file { border-color: #8cc4ff } }
        """;

    /// <summary>Content security policy that allows the style of the page only.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <param name="root">Address of the service.</param>
    public string Write(string root) =>
        $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>BabyNames in Excel, Power BI and Tableau</title>
            <style>{{Style}}</style>
            </head>
            <body>
            <h1>Baby names in your own tool</h1>
            <p>One address has every table and question:</p>
            <pre>{{Text(root)}}</pre>
            <p>Sign in with the key you were given. Where a tool asks for a name and a password, the name may be anything and the key is the
            password. Where reading needs no key, choose &ldquo;Anonymous&rdquo;.</p>
            <h2>Excel</h2>
            <p><a class="file" href="{{Text(root)}}/connect/babynames.odc">babynames.odc</a></p>
            <p>Or: Data &rarr; Get Data &rarr; From Other Sources &rarr; From OData Feed, and paste the address. Choose &ldquo;Basic&rdquo; for the key.</p>
            <h2>Power BI</h2>
            <p><a class="file" href="{{Text(root)}}/connect/babynames.pbids">babynames.pbids</a></p>
            <p>Or: Get data &rarr; Blank query &rarr; Advanced editor, for the fastest refresh; then choose &ldquo;Web API&rdquo; for the key:</p>
            <pre>{{Text(ConnectFiles.M(root))}}</pre>
            <h2>Tableau</h2>
            <p><a class="file" href="{{Text(root)}}/connect/babynames.tds">babynames.tds</a></p>
            <p>Or: Connect &rarr; To a Server &rarr; OData, the address with a table behind it, and the key as the password:</p>
            <pre>{{Text(root)}}/NameStatistics</pre>
            <h2>Tables</h2>
            <p>A worksheet of Excel holds 1,048,576 rows: choose filters before loading a longer table. The database works out filters, columns and
            sorting.</p>
            <table>
            <tr><th>Table</th><th>Rows, at most about</th><th>What it has</th></tr>
            {{string.Join('\n', model.EntitySets.Values.Select(Row))}}
            </table>
            <h2>Questions</h2>
            <p>A question is an address with values. Power Query shows the questions as functions beside the tables.</p>
            {{string.Join('\n', model.Functions.Values.Select(function => Question(root, function)))}}
            </body>
            </html>
            """;

    private string Row(EntitySet entitySet) =>
        $"""
            <tr><td><b>{entitySet.Name}</b></td><td class="rows">{Count(entitySet.RowType)}</td><td>{Text(
                entitySet.RowType.GetCustomAttribute<DescriptionAttribute>()?.Description ?? ""
            )}</td></tr>
            """;

    /// <returns>Empty while the number is not known.</returns>
    private string Count(Type row) =>
        counts.Within(row, new()) is > 0 and var rows ? rows.ToString("N0", CultureInfo.InvariantCulture) : "";

    private static string Question(string root, FunctionImport function) =>
        $"""
            <p><b>{function.Name}</b>: {Text(function.Description.Replace("`", "", StringComparison.Ordinal))}</p>
            <pre>{Text($"{root}/{function.Example}")}</pre>
            """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
