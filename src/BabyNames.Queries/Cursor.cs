using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BabyNames.Queries;

/// <summary>Encodes the position of a row in an order as opaque text: base64url of a JSON array with the signature of the order and the
/// values of the keyset.</summary>
public static class Cursor
{
    private const int MaxLength = 4_096;

    /// <summary>NaN and infinity are written as text.</summary>
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [ThreadStatic]
    private static Encoder? _encoder;

    /// <summary>Encodes the values of a keyset.</summary>
    /// <param name="signature">Identifies the order, so that a cursor of another order is not accepted.</param>
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

    /// <summary>Encodes the position of a row.</summary>
    /// <param name="signature">Identifies the order, so that a cursor of another order is not accepted.</param>
    /// <param name="writeValues">Writes the values of the row's keyset.</param>
    public static string Encode<T>(string signature, T row, Action<Utf8JsonWriter, T> writeValues) =>
        Base64Url.EncodeToString(Json(signature, row, writeValues));

    /// <summary>Writes the cursor of a row as a JSON string.</summary>
    /// <inheritdoc cref="Encode{T}(string, T, Action{Utf8JsonWriter, T})"/>
    public static void Write<T>(Utf8JsonWriter writer, string signature, T row, Action<Utf8JsonWriter, T> writeValues)
    {
        var json = Json(signature, row, writeValues);
        var length = Base64Url.GetEncodedLength(json.Length);
        var text = length <= MaxLength ? stackalloc byte[length] : new byte[length];
        Base64Url.EncodeToUtf8(json, text);
        writer.WriteStringValue(text);
    }

    /// <summary>Decodes a cursor that a client sends.</summary>
    /// <param name="types">Types of the values of the keyset.</param>
    /// <returns>False for text that is not a cursor, or that is a cursor of another order or other columns.</returns>
    public static bool TryDecode(string cursor, string signature, IReadOnlyList<Type> types, out object?[] values)
    {
        values = new object?[types.Count];
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
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
            // Text in PostgreSQL cannot contain NUL, so that no row has such a position.
            return !values.OfType<string>().Any(text => text.Contains('\0'));
        }
        // InvalidOperationException is thrown for text with half of a surrogate pair.
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

    /// <summary>Writes JSON into a buffer. Each thread reuses one encoder, because a page has a cursor for each row.</summary>
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
