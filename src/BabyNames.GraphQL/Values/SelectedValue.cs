using System.Text.Json;
using System.Text.Json.Serialization;

namespace BabyNames.GraphQLEngine.Values;

/// <summary>A value with the writer of its selected fields.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record SelectedValue(object Value, ValueWriter Writer)
{
    private sealed class Converter : JsonConverter<SelectedValue>
    {
        public override SelectedValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, SelectedValue value, JsonSerializerOptions options) =>
            value.Writer(writer, value.Value, options);
    }
}

/// <summary>Writes the selected fields of a value, which may be null.</summary>
internal delegate void ValueWriter(Utf8JsonWriter writer, object? value, JsonSerializerOptions options);
