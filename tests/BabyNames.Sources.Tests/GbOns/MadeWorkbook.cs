using System.IO.Compression;
using System.Security;

namespace BabyNames.Sources.Tests.GbOns;

/// <summary>Builds a minimal xlsx workbook.</summary>
internal sealed class MadeWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006/relationships";

    private readonly List<(string Name, string Rows)> _sheets = [];

    /// <summary>The XML of the rows of the first sheet.</summary>
    public string FirstRows => _sheets[0].Rows;

    /// <summary>Adds a sheet. Cells are text, numbers, booleans or null. The XML omits empty rows, as Excel does.</summary>
    public MadeWorkbook Sheet(string name, params object?[][] rows) =>
        RawSheet(name, string.Concat(rows.Select((row, index) => Row(index + 1, row))));

    public MadeWorkbook RawSheet(string name, string rows)
    {
        _sheets.Add((name, rows));
        return this;
    }

    public MemoryStream Build()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var root = $"<Relationship Id='r1' Type='{Documents}/officeDocument' Target='xl/workbook.xml'/>";
            Add(zip, "_rels/.rels", $"<Relationships xmlns='{Packages}'>{root}</Relationships>");
            var sheets = Each((sheet, id) => $"<sheet name='{SecurityElement.Escape(sheet)}' sheetId='{id}' r:id='r{id}'/>");
            Add(zip, "xl/workbook.xml", $"<workbook xmlns='{Main}' xmlns:r='{Documents}'><sheets>{sheets}</sheets></workbook>");
            var parts = Each((_, id) => $"<Relationship Id='r{id}' Type='{Documents}/worksheet' Target='worksheets/sheet{id}.xml'/>");
            Add(zip, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns='{Packages}'>{parts}</Relationships>");
            for (var i = 0; i < _sheets.Count; i++)
                Add(
                    zip,
                    $"xl/worksheets/sheet{i + 1}.xml",
                    $"<worksheet xmlns='{Main}'><sheetData>{_sheets[i].Rows}</sheetData></worksheet>"
                );
        }
        stream.Position = 0;
        return stream;
    }

    private string Each(Func<string, int, string> make) => string.Concat(_sheets.Select((sheet, index) => make(sheet.Name, index + 1)));

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }

    private static string Row(int number, object?[] cells) =>
        cells.Length == 0
            ? ""
            : $"<row r='{number}'>{string.Concat(cells.Select((cell, column) => Cell($"{(char)('A' + column)}{number}", cell)))}</row>";

    private static string Cell(string address, object? value) =>
        value switch
        {
            null => "",
            bool truth => $"<c r='{address}' t='b'><v>{(truth ? 1 : 0)}</v></c>",
            string text => $"<c r='{address}' t='inlineStr'><is><t xml:space='preserve'>{SecurityElement.Escape(text)}</t></is></c>",
            _ => FormattableString.Invariant($"<c r='{address}'><v>{value}</v></c>"),
        };
}
