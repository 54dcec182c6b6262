using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;

namespace BabyNames.Server.Web;

/// <summary>Files that open the feed in a tool. They hold no key; the tool asks for it.</summary>
internal static class ConnectFiles
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Power Query for Excel and Power BI, with the recommended options: nulls are omitted, because the tool would request
    /// each of them again, and the key is a query parameter.</summary>
    public static string M(string root) =>
        $"""OData.Feed("{root}", null, [Implementation = "2.0", ODataVersion = 4, OmitValues = ODataOmitValues.Nulls, ApiKeyName = "api_key"])""";

    /// <summary>A table by its name, in Power Query.</summary>
    public static string M(string root, string table) =>
        $$"""
            let
                Source = {{M(root)}},
                Table = Source{[Name = "{{table}}", Signature = "table"]}[Data]
            in
                Table
            """;

    /// <summary>A .pbids file.</summary>
    public static string PowerBI(string root) =>
        JsonSerializer.Serialize(
            new
            {
                version = "0.1",
                connections = new[]
                {
                    new
                    {
                        details = new { protocol = "odata", address = new { url = root } },
                        options = new { },
                        mode = "Import",
                    },
                },
            },
            Readable
        );

    /// <summary>An .odc file with a Power Query query.</summary>
    public static string Excel(string root, string table)
    {
        XNamespace odc = "urn:schemas-microsoft-com:office:odc";
        XNamespace xsi = "http://www.w3.org/2001/XMLSchema-instance";
        XNamespace mashup = "http://schemas.microsoft.com/DataMashup";
        var query = new XElement(
            mashup + "Mashup",
            new XAttribute(XNamespace.Xmlns + "xsi", xsi),
            new XElement(mashup + "Client", "EXCEL"),
            new XElement(mashup + "Version", "2.21.0.0"),
            new XElement(mashup + "MinVersion", "2.21.0.0"),
            new XElement(mashup + "Culture", "en-US"),
            new XElement(mashup + "SafeCombine", true),
            new XElement(
                mashup + "Items",
                new XElement(
                    mashup + "Query",
                    new XAttribute("Name", table),
                    new XElement(mashup + "Formula", new XCData(M(root, table))),
                    new XElement(mashup + "IsParameterQuery", new XAttribute(xsi + "nil", true)),
                    new XElement(mashup + "IsDirectQuery", new XAttribute(xsi + "nil", true))
                )
            )
        );
        var connection = new XElement(
            odc + "OfficeDataConnection",
            new XAttribute(XNamespace.Xmlns + "odc", odc),
            new XElement(
                odc + "PowerQueryConnection",
                new XAttribute(odc + "Type", "OLEDB"),
                new XElement(
                    odc + "ConnectionString",
                    $"Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$;Location={table};Extended Properties=\"\""
                ),
                new XElement(odc + "CommandType", "SQL"),
                new XElement(odc + "CommandText", $"SELECT * FROM [{table}]")
            ),
            new XElement(odc + "PowerQueryMashupData", query.ToString(SaveOptions.DisableFormatting))
        );
        return $"""
            <html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
            <head>
            <meta http-equiv="Content-Type" content="text/x-ms-odc; charset=utf-8"/>
            <meta name="ProgId" content="ODC.Database"/>
            <meta name="SourceType" content="OLEDB"/>
            <title>BabyNames: {table}</title>
            <xml id="msodc">{connection.ToString(SaveOptions.DisableFormatting)}</xml>
            </head>
            <body></body>
            </html>
            """;
    }

    /// <summary>A .tds file. Tableau signs in with any user name and the key as password.</summary>
    public static string Tableau(string root, string table) =>
        new XDeclaration("1.0", "utf-8", null)
        + "\n"
        + new XElement(
            "datasource",
            new XAttribute("formatted-name", "BabyNames"),
            new XAttribute("inline", true),
            new XAttribute("version", "10.0"),
            new XElement(
                "connection",
                new XAttribute("class", "odata"),
                new XAttribute("authentication", "username-password"),
                new XAttribute("auth-enabled", true),
                new XAttribute("server", root),
                new XAttribute("url", $"{root}/{table}"),
                new XAttribute("username", "key"),
                new XElement(
                    "relation",
                    new XAttribute("name", table),
                    new XAttribute("table", $"[{table}]"),
                    new XAttribute("type", "table")
                )
            )
        );
}
