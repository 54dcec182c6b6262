using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace BabyNames.Server.Web;

/// <summary>The page for analysts. It loads nothing from other servers and has no scripts.</summary>
internal static class ConnectPage
{
    private const string Style = """
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; background: #fff }
        h1 { font-size: 1.6rem; margin-bottom: .25rem } h2 { font-size: 1.15rem; margin-top: 2rem }
        pre { background: #eef2f6; padding: .75rem; border-radius: .375rem; white-space: pre-wrap; overflow-wrap: anywhere }
        a { color: #0b57a4 } a.file { display: inline-block; padding: .4rem .9rem; border: 1px solid #0b57a4; border-radius: .375rem; text-decoration: none }
        @media (prefers-color-scheme: dark) { body { color: #e6ebf0; background: #14191f } pre { background: #222a33 } a { color: #8cc4ff } a.file { border-color: #8cc4ff } }
        """;

    /// <summary>Content security policy that allows the style of the page only.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <param name="root">Address of the service.</param>
    /// <param name="path">Path of this page.</param>
    public static string Write(string root, string path) => $$"""
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
        <p><a class="file" href="{{path}}/babynames.odc">babynames.odc</a></p>
        <p>Or: Data &rarr; Get Data &rarr; From Other Sources &rarr; From OData Feed, and paste the address. Choose &ldquo;Basic&rdquo; for the key.</p>
        <h2>Power BI</h2>
        <p><a class="file" href="{{path}}/babynames.pbids">babynames.pbids</a></p>
        <p>Or: Get data &rarr; Blank query &rarr; Advanced editor, for the fastest refresh; then choose &ldquo;Web API&rdquo; for the key:</p>
        <pre>{{Text(ConnectFiles.M(root))}}</pre>
        <h2>Tableau</h2>
        <p><a class="file" href="{{path}}/babynames.tds">babynames.tds</a></p>
        <p>Or: Connect &rarr; To a Server &rarr; OData, the address with a table behind it, and the key as the password:</p>
        <pre>{{Text(root)}}/NameStatistics</pre>
        <h2>What there is</h2>
        <p><b>NameStatistics</b> has births, rank and share by country, year, sex and name; <b>Decades</b> the same by decade, <b>YearTotals</b> by year alone.
        <b>GenderProbabilities</b> tells how likely a name is to be male or female. <b>Names</b> are the rows of the publishers' files, <b>Datasets</b> the
        files with their licences, <b>Countries</b> whose they are. Functions such as <b>PopularNames</b> and <b>NameTrend</b> stand beside the tables.
        Filters, columns and sorting that you choose before loading are done by the database.</p>
        </body>
        </html>
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
