using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BabyNames.Conventions.Sorting;

namespace BabyNames.Conventions.Paging;

/// <summary>The place of a row in an order, as opaque text: base64url of a JSON array with the order's signature and the
/// values of the keyset.</summary>
public static class Cursor
{
    private const int LongestCursor = 4_096;

    /// <summary>NaN and infinity as text.</summary>
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [ThreadStatic]
    private static Encoder? _encoder;

    public static string Encode(string signature, IEnumerable<object?> values)
    {
        var encoder = Begin(signature);
        foreach (var value in values)
            JsonSerializer.Serialize(encoder.Json, value, Options);
        return Base64Url.EncodeToString(encoder.End());
    }

    /// <summary>Of an entity that was read.</summary>
    internal static string Of(object entity, SortOrder order) => Base64Url.EncodeToString(Json(entity, order));

    /// <summary>Writes the cursor of an entity that was read.</summary>
    internal static void Write(Utf8JsonWriter writer, object entity, SortOrder order)
    {
        var json = Json(entity, order);
        var length = Base64Url.GetEncodedLength(json.Length);
        var text = length <= LongestCursor ? stackalloc byte[length] : new byte[length];
        Base64Url.EncodeToUtf8(json, text);
        writer.WriteStringValue(text);
    }

    private static ReadOnlySpan<byte> Json(object entity, SortOrder order)
    {
        var encoder = Begin(order.Signature);
        foreach (var key in order.Keys)
            key.Write(encoder.Json, entity);
        return encoder.End();
    }

    private static Encoder Begin(string signature)
    {
        var encoder = _encoder ??= new();
        encoder.Bytes.ResetWrittenCount();
        encoder.Json.Reset();
        encoder.Json.WriteStartArray();
        encoder.Json.WriteStringValue(signature);
        return encoder;
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
                values[i] = parts[i + 1].Deserialize(types[i], Options);
            // PostgreSQL's text cannot hold a NUL, so no row is there.
            return !values.OfType<string>().Any(text => text.Contains('\0'));
        }
        // The latter for text with half of a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A page has a cursor for each row: what it takes to write JSON is kept, once for each thread.</summary>
    private sealed class Encoder
    {
        public Encoder() => Json = new(Bytes);

        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public Utf8JsonWriter Json { get; }

        public ReadOnlySpan<byte> End()
        {
            Json.WriteEndArray();
            Json.Flush();
            return Bytes.WrittenSpan;
        }
    }
}
