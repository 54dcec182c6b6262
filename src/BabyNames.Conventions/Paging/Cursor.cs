using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace BabyNames.Conventions.Paging;

/// <summary>The place of a row in an order, as opaque text: base64url of a JSON array with the order's signature and the
/// values of the keyset.</summary>
public static class Cursor
{
    private const int LongestCursor = 4_096;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? _encoder;

    /// <remarks>A page has one for each row: what it takes to write JSON is kept, once for each thread.</remarks>
    public static string Encode(string signature, IEnumerable<object?> values)
    {
        var (bytes, json) = _encoder ??= NewEncoder();
        bytes.ResetWrittenCount();
        json.Reset();
        json.WriteStartArray();
        json.WriteStringValue(signature);
        foreach (var value in values)
            Write(json, value);
        json.WriteEndArray();
        json.Flush();
        return Base64Url.EncodeToString(bytes.WrittenSpan);
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) NewEncoder()
    {
        var bytes = new ArrayBufferWriter<byte>();
        return (bytes, new(bytes));
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            default:
                JsonSerializer.Serialize(json, value);
                break;
        }
    }

    /// <returns>False for what was not made here, or was made for another order or other columns.</returns>
    public static bool TryDecode(string cursor, string signature, IReadOnlyList<Type> types, out object?[] values)
    {
        values = new object?[types.Count];
        if (cursor.Length > LongestCursor || !Base64Url.IsValid(cursor))
            return false;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor));
            var parts = json.RootElement;
            if (parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() != types.Count + 1
                || parts[0].ValueKind != JsonValueKind.String || parts[0].GetString() != signature)
                return false;
            for (var i = 0; i < types.Count; i++)
                values[i] = parts[i + 1].Deserialize(types[i]);
            // PostgreSQL's text cannot hold a NUL, so no row is there.
            return !values.OfType<string>().Any(text => text.Contains('\0'));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
