using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BabyNames.Queries;

/// <summary>The place of a row in an order, as opaque text: base64url of a JSON array with the order's signature and the
/// values of the keyset.</summary>
public static class Cursor
{
    private const int LongestCursor = 4_096;

    /// <summary>NaN and infinity as text.</summary>
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [ThreadStatic]
    private static Encoder? _encoder;

    public static string Encode(string signature, IEnumerable<object?> values) =>
        Encode(
            signature,
            values,
            static (json, all) =>
            {
                foreach (var value in all)
                    JsonSerializer.Serialize(json, value, Options);
            }
        );

    /// <param name="row">The row whose place it is.</param>
    /// <param name="writeValues">Writes the values of the row's keyset.</param>
    public static string Encode<T>(string signature, T row, Action<Utf8JsonWriter, T> writeValues) =>
        Base64Url.EncodeToString(Json(signature, row, writeValues));

    /// <summary>Writes the cursor as a JSON text.</summary>
    /// <inheritdoc cref="Encode{T}(string, T, Action{Utf8JsonWriter, T})"/>
    public static void Write<T>(Utf8JsonWriter writer, string signature, T row, Action<Utf8JsonWriter, T> writeValues)
    {
        var json = Json(signature, row, writeValues);
        var length = Base64Url.GetEncodedLength(json.Length);
        var text = length <= LongestCursor ? stackalloc byte[length] : new byte[length];
        Base64Url.EncodeToUtf8(json, text);
        writer.WriteStringValue(text);
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
            if (
                parts.ValueKind != JsonValueKind.Array
                || parts.GetArrayLength() != types.Count + 1
                || parts[0].ValueKind != JsonValueKind.String
                || parts[0].GetString() != signature
            )
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

    private static ReadOnlySpan<byte> Json<T>(string signature, T row, Action<Utf8JsonWriter, T> writeValues)
    {
        var encoder = _encoder ??= new();
        encoder.Begin(signature);
        writeValues(encoder.Json, row);
        return encoder.End();
    }

    /// <summary>A page has a cursor for each row: what it takes to write JSON is kept, once for each thread.</summary>
    private sealed class Encoder
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public Encoder() => Json = new(_bytes);

        public Utf8JsonWriter Json { get; }

        public void Begin(string signature)
        {
            _bytes.ResetWrittenCount();
            Json.Reset();
            Json.WriteStartArray();
            Json.WriteStringValue(signature);
        }

        public ReadOnlySpan<byte> End()
        {
            Json.WriteEndArray();
            Json.Flush();
            return _bytes.WrittenSpan;
        }
    }
}
