using System.Globalization;
using System.Text.Json;
using System.Xml;
using Microsoft.OData;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Writes a table as OData's JSON: paths as objects within the row, and with an alias its type where a reader could not
/// guess it.</summary>
internal static class TableWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task WriteAsync(FeedRequest request, string set, TablePage page, Uri? next)
    {
        var format = FeedWriter.Negotiate(request);
        var omitsNulls = PagePreference.OmitsNulls(request.Http.Request);
        var control = request.Version == ODataVersion.V4 ? "@odata." : "@";
        await using (var json = new Utf8JsonWriter(request.Body, Options))
        {
            json.WriteStartObject();
            if (format.HasControls)
                json.WriteString($"{control}context", $"{request.Root}$metadata#{set}{(page.IsWhole ? "" : $"({Columns(page.Columns)})")}");
            if (page.Total is { } total)
                json.WriteNumber($"{control}count", total);
            json.WriteStartArray("value");
            var fields = Field.Tree(page.Columns);
            foreach (var row in page.Rows)
                Write(json, fields, omitsNulls, row, format, control);
            json.WriteEndArray();
            if (next is not null)
                json.WriteString($"{control}nextLink", next.AbsoluteUri);
            json.WriteEndObject();
        }
        request.Http.Response.Headers["OData-Version"] = ODataUtils.ODataVersionToString(request.Version);
    }

    /// <summary><c>Country(Name),Total</c></summary>
    private static string Columns(IEnumerable<Column> columns) => Names(Field.Tree(columns));

    private static string Names(IEnumerable<Field> fields) =>
        string.Join(',', fields.Select(field => field.Column is null ? $"{field.Name}({Names(field.Fields)})" : field.Name));

    private static void Write(Utf8JsonWriter json, List<Field> fields, bool omitsNulls, object?[] row, TableFormat format, string control)
    {
        json.WriteStartObject();
        foreach (var field in fields)
        {
            if (field.Column is not { } column)
            {
                json.WritePropertyName(field.Name);
                Write(json, field.Fields, omitsNulls, row, format, control);
                continue;
            }
            if (omitsNulls && row[field.At] is null)
                continue;
            if (format.HasControls && !column.IsDeclared && row[field.At] is not null && !IsGuessed(column.Type))
                json.WriteString($"{field.Name}{control}type", $"#{column.Type}");
            json.WritePropertyName(field.Name);
            Write(json, row[field.At], format.WideAsText);
        }
        json.WriteEndObject();
    }

    private static bool IsGuessed(Kind type) =>
        type is Kind.String or Kind.Boolean or Kind.Double or Kind.Int32;

    private static void Write(Utf8JsonWriter json, object? value, bool wideAsText)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long or decimal when wideAsText:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "INF" : "-INF");
                break;
            case DateTimeOffset moment:
                json.WriteStringValue(XmlConvert.ToString(moment));
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("O", CultureInfo.InvariantCulture));
                break;
            case TimeOnly time:
                json.WriteStringValue(time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
                break;
            case TimeSpan duration:
                json.WriteStringValue(XmlConvert.ToString(duration));
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    /// <param name="Column">Null for an object of fields.</param>
    private sealed record Field(string Name, Column? Column, int At, List<Field> Fields)
    {
        public static List<Field> Tree(IEnumerable<Column> columns)
        {
            var root = new List<Field>();
            foreach (var (column, at) in columns.Select((column, at) => (column, at)))
            {
                var (fields, path) = (root, column.Path.Split('/'));
                foreach (var name in path[..^1])
                {
                    var outer = fields.Find(field => field.Name == name);
                    if (outer is null)
                        fields.Add(outer = new(name, null, 0, []));
                    fields = outer.Fields;
                }
                fields.Add(new(path[^1], column, at, []));
            }
            return root;
        }
    }
}

/// <param name="HasControls">Whether control information is asked for: not with <c>odata.metadata=none</c>.</param>
/// <param name="WideAsText">Whether numbers that a double may not hold go as text: <c>IEEE754Compatible</c>.</param>
internal sealed record TableFormat(bool HasControls, bool WideAsText);
