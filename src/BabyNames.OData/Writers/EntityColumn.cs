using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Reads a property of a row and writes it in the same format as the OData library.</summary>
/// <param name="name">Name of the property in the entity set.</param>
internal abstract class EntityColumn(string name)
{
    /// <summary>Options of the JSON writer, the same as those of the library.</summary>
    public static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly ConcurrentDictionary<(PropertyInfo Property, string Name), EntityColumn?> Cache = new();

    /// <summary>Name of the property in JSON.</summary>
    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(name, JsonOptions.Encoder);

    /// <summary>Returns the column of a property.</summary>
    /// <param name="name">Name of the property in the entity set.</param>
    /// <returns>The column; null when only the library can write values of this type.</returns>
    public static EntityColumn? Find(PropertyInfo property, string name) =>
        Cache.GetOrAdd((property, name), static column => Create(column.Property, column.Name));

    /// <summary>Returns the columns of some properties.</summary>
    /// <returns>The columns; null when only the library can write one of them.</returns>
    public static EntityColumn[]? Find(Type row, IEdmModel model, IEnumerable<IEdmStructuralProperty> properties)
    {
        var columns = properties.Select(property => Find(row.GetProperty(model.GetClrPropertyName(property))!, property.Name)).ToArray();
        return columns.Contains(null) ? null : [.. columns.Select(column => column!)];
    }

    /// <summary>Whether the value of a row is null.</summary>
    public abstract bool IsNull(object row);

    /// <summary>Writes the value of a row.</summary>
    /// <param name="wideAsText">Whether to write 64-bit and decimal numbers as text: <c>IEEE754Compatible</c>.</param>
    public abstract void Write(Utf8JsonWriter json, object row, bool wideAsText);

    /// <summary>Writes the name and the value of a row.</summary>
    public void WriteWithName(Utf8JsonWriter json, object row, bool wideAsText)
    {
        json.WritePropertyName(Name);
        Write(json, row, wideAsText);
    }

    /// <summary>Writes the value of a row as a cell of CSV, which is empty for null.</summary>
    public abstract void Write(TextWriter csv, object row);

    private static EntityColumn? Create(PropertyInfo property, string name) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
        {
            var type when type == typeof(string) => new EntityColumn<string>(
                property,
                name,
                (json, value, _) => json.WriteStringValue(value)
            ),
            var type when type == typeof(int) => new EntityColumn<int>(property, name, (json, value, _) => json.WriteNumberValue(value)),
            var type when type == typeof(bool) => new EntityColumn<bool>(property, name, (json, value, _) => json.WriteBooleanValue(value)),
            var type when type == typeof(Guid) => new EntityColumn<Guid>(property, name, (json, value, _) => json.WriteStringValue(value)),
            var type when type == typeof(DateTimeOffset) => new EntityColumn<DateTimeOffset>(
                property,
                name,
                (json, value, _) => json.WriteStringValue(XmlConvert.ToString(value))
            ),
            var type when type == typeof(DateOnly) => new EntityColumn<DateOnly>(
                property,
                name,
                (json, value, _) => json.WriteStringValue(value.ToString("O", CultureInfo.InvariantCulture))
            ),
            var type when type == typeof(long) => new EntityColumn<long>(property, name, WriteLong),
            var type when type == typeof(decimal) => new EntityColumn<decimal>(property, name, WriteDecimal),
            _ => null,
        };

    private static void WriteLong(Utf8JsonWriter json, long value, bool asText)
    {
        if (asText)
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumberValue(value);
    }

    private static void WriteDecimal(Utf8JsonWriter json, decimal value, bool asText)
    {
        if (asText)
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumberValue(value);
    }
}

/// <inheritdoc/>
/// <typeparam name="T">Type of the values that are not null.</typeparam>
internal sealed class EntityColumn<T>(PropertyInfo property, string name, Action<Utf8JsonWriter, T, bool> write) : EntityColumn(name)
{
    private readonly Func<object, T> _read = Compile<T>(property, value => Expression.Convert(value, typeof(T)));

    private readonly Func<object, bool>? _isNull =
        property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null
            ? null
            : Compile<bool>(property, value => Expression.Equal(value, Expression.Constant(null, value.Type)));

    public override bool IsNull(object row) => _isNull?.Invoke(row) == true;

    public override void Write(Utf8JsonWriter json, object row, bool wideAsText)
    {
        if (IsNull(row))
            json.WriteNullValue();
        else
            write(json, _read(row), wideAsText);
    }

    public override void Write(TextWriter csv, object row)
    {
        if (!IsNull(row))
            CsvWriter.Write(csv, _read(row));
    }

    private static Func<object, TResult> Compile<TResult>(PropertyInfo property, Func<Expression, Expression> read)
    {
        var row = Expression.Parameter(typeof(object), "row");
        var value = Expression.Property(Expression.Convert(row, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, TResult>>(read(value), row).Compile();
    }
}
