using System.Globalization;
using System.Text.Json;

namespace BabyNames.Server.Tests.Differential;

/// <summary>Formats values of SQL, GraphQL and OData in the same form.</summary>
internal static class Cells
{
    public static string Line(IEnumerable<object> values) => string.Join('|', values.Select(Text));

    /// <param name="paths">The paths of the values within the row, as names with slashes between them.</param>
    public static string Line(JsonElement row, IEnumerable<string> paths) =>
        string.Join('|', paths.Select(path => Text(path.Split('/').Aggregate(row, (from, name) => from.GetProperty(name)))));

    private static string Text(object value) =>
        value switch
        {
            DBNull => "null",
            DateTime moment => Text(moment),
            string text => text,
            Guid id => id.ToString(),
            _ => Text(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        };

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.Number => Text(value.GetDecimal()),
            _ when value.GetString() is { Length: > 18 } text && text[10] == 'T' && value.TryGetDateTimeOffset(out var moment) => Text(
                moment.UtcDateTime
            ),
            _ => value.GetString()!,
        };

    private static string Text(decimal number) => number.ToString("G29", CultureInfo.InvariantCulture);

    private static string Text(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
