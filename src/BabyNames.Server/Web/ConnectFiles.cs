using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;

namespace BabyNames.Server.Web;

/// <summary>Creates connection files that open the OData service in a tool. They contain no API key; the tool requests it from the
/// user.</summary>
internal static class ConnectFiles
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the Power Query expression for Excel and Power BI with the recommended options. Nulls are omitted, because the tool
    /// would request each of them again. The key is a query parameter.</summary>
    /// <param name="root">Address of the OData service.</param>
    public static string PowerQuery(string root) =>
        $"""OData.Feed("{root}", null, """
        + """[Implementation = "2.0", ODataVersion = 4, OmitValues = ODataOmitValues.Nulls, ApiKeyName = "api_key"])""";

    /// <summary>Returns the Power Query expression of a table.</summary>
    public static string PowerQuery(string root, string table) =>
        $$"""
            let
                Source = {{PowerQuery(root)}},
                Table = Source{[Name = "{{table}}", Signature = "table"]}[Data]
            in
                Table
            """;

    /// <summary>Returns a .pbids file.</summary>
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
            JsonOptions
        );

    /// <summary>Returns an .odc file with a Power Query query.</summary>
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
                    new XElement(mashup + "Formula", new XCData(PowerQuery(root, table))),
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

    /// <summary>Returns a .tds file. In Tableau, the user signs in with any user name and the key as the password.</summary>
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
