using System.Globalization;
using System.Text.Json;
using System.Xml;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using Microsoft.OData;
using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Writes a table as OData JSON. A path becomes an object within the row. A computed value has its type beside it, unless clients
/// infer the type from the JSON.</summary>
internal static class TableWriter
{
    /// <summary>Writes one page.</summary>
    public static async Task WriteAsync(ODataRequest request, QueryOptions query, Table table, CancellationToken cancellationToken)
    {
        var page = await table.ReadAsync(cancellationToken);
        request.Rows = page.Rows.Count;
        var next = page.NextToken is { } token ? SkipToken.NextLink(request.Http.Request, query, token) : null;
        Preferences.Confirm(request.Http, Preferences.OmitsNulls(request.Http.Request));
        await WriteAsync(
            request,
            query.Source is null ? $"Collection({query.Type.FullTypeName()})" : query.Name + Columns(page),
            page,
            next
        );
    }

    /// <summary>Writes the number of all rows.</summary>
    /// <param name="total">The number; null if the request does not count the rows, when nothing is written.</param>
    public static void WriteCount(Utf8JsonWriter json, string control, long? total, TableFormat format)
    {
        if (total is null)
            return;
        json.WritePropertyName($"{control}count");
        Write(json, total, format.WideAsText);
    }

    /// <param name="context">The fragment of the context URL.</param>
    private static async Task WriteAsync(ODataRequest request, string context, TablePage page, Uri? next)
    {
        var format = ODataResponseWriter.Negotiate(request);
        var omitsNulls = Preferences.OmitsNulls(request.Http.Request);
        var control = request.Version == ODataVersion.V4 ? "@odata." : "@";
        await using (var json = new Utf8JsonWriter(request.Body, EntityColumn.JsonOptions))
        {
            json.WriteStartObject();
            if (format.HasControls)
                json.WriteString($"{control}context", $"{request.Root}$metadata#{context}");
            WriteCount(json, control, page.Total, format);
            json.WriteStartArray("value");
            var fields = TableField.Tree(page);
            foreach (var row in page.Rows)
                Write(json, fields, omitsNulls, row, format, control);
            json.WriteEndArray();
            if (next is not null)
                json.WriteString($"{control}nextLink", next.AbsoluteUri);
            json.WriteEndObject();
        }
    }

    /// <summary>Returns the columns for the context URL: <c>(Customer(Name),Total)</c>, <c>(*,Computed)</c>, or nothing for all columns of
    /// the set.</summary>
    private static string Columns(TablePage page)
    {
        var computed = page.Columns.Where(column => !column.IsDeclared).Select(column => column.Path).ToList();
        return !page.IsWhole ? $"({Names(TableField.Tree(page))})"
            : computed.Count > 0 ? $"(*,{string.Join(',', computed)})"
            : "";
    }

    private static string Names(IEnumerable<TableField> fields) =>
        string.Join(
            ',',
            fields.Select(field =>
                field.Reference is not null ? $"{field.Name}/$ref()"
                : field.Column is null ? $"{field.Name}({Names(field.Fields)})"
                : field.Name
            )
        );

    private static void Write(
        Utf8JsonWriter json,
        List<TableField> fields,
        bool omitsNulls,
        object?[] row,
        TableFormat format,
        string control
    )
    {
        json.WriteStartObject();
        foreach (var field in fields)
        {
            if (field.Column is not { } column)
            {
                json.WritePropertyName(field.Name);
                if (field.Reference is { } set)
                    References.Write(json, control, set, field.Fields.ToDictionary(key => key.Name, key => row[key.Index]!));
                else
                    Write(json, field.Fields, omitsNulls, row, format, control);
                continue;
            }
            if (omitsNulls && row[field.Index] is null)
                continue;
            if (format.HasControls && !column.IsDeclared && row[field.Index] is not null && !IsInferred(column.Column.Type, format))
                json.WriteString($"{field.Name}{control}type", $"#{EdmTypes.KindOf(column.Column.Type)}");
            json.WritePropertyName(field.Name);
            Write(json, row[field.Index], format.WideAsText);
        }
        json.WriteEndObject();
    }

    /// <summary>Whether clients infer a type from the JSON value. With <c>IEEE754Compatible</c> they read a number without a type as a
    /// decimal and expect it as text.</summary>
    private static bool IsInferred(Type type, TableFormat format) =>
        type == typeof(string) || type == typeof(bool) || (!format.WideAsText && (type == typeof(double) || type == typeof(int)));

    private static void Write(Utf8JsonWriter json, object? value, bool wideAsText)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool boolean:
                json.WriteBooleanValue(boolean);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long when wideAsText:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case decimal number when wideAsText:
                json.WriteStringValue(Trim(number).ToString(CultureInfo.InvariantCulture));
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(Trim(number));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteStringValue(
                    double.IsNaN(number) ? "NaN"
                    : number > 0 ? "INF"
                    : "-INF"
                );
                break;
            case DateTimeOffset timestamp:
                json.WriteStringValue(XmlConvert.ToString(timestamp));
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

    /// <summary>Removes the trailing zeros that PostgreSQL returns.</summary>
    private static decimal Trim(decimal value) => value / 1.0000000000000000000000000000m;
}

/// <summary>The JSON format of a response.</summary>
/// <param name="HasControls">Whether the response has control information. It does not with <c>odata.metadata=none</c>.</param>
/// <param name="WideAsText">Whether 64-bit and decimal numbers are written as text: <c>IEEE754Compatible</c>.</param>
internal sealed record TableFormat(bool HasControls, bool WideAsText);
