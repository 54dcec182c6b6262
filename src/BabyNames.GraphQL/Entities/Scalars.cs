using System.Globalization;
using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>The scalar types of columns and arguments, with the names of Hot Chocolate. A schema has one instance of each.</summary>
public sealed class Scalars
{
    private readonly Dictionary<Type, ScalarGraphType> _byType = new()
    {
        [typeof(string)] = new StringGraphType(),
        [typeof(bool)] = new BooleanGraphType(),
        [typeof(short)] = new ShortGraphType(),
        [typeof(int)] = new IntGraphType(),
        [typeof(long)] = new LongGraphType { Description = "Whole number of 64 bits, written as a JSON number." },
        [typeof(decimal)] = new DecimalGraphType { Description = "Exact decimal number, written as a JSON number." },
        [typeof(Guid)] = SpecifiedBy.Set(
            new GuidGraphType { Name = "UUID", Description = "UUID in the format of RFC 9562." },
            "https://www.rfc-editor.org/rfc/rfc9562"
        ),
        [typeof(DateTimeOffset)] = new DateTimeScalar(),
        [typeof(Upload)] = new UploadScalar(),
    };

    /// <summary>The scalar <c>JSON</c>, any JSON value.</summary>
    public ScalarGraphType Json { get; } = new JsonScalar();

    /// <summary>The scalar <c>ID</c>.</summary>
    public ScalarGraphType Id { get; } = new IdGraphType();

    /// <summary>The scalar <c>String</c>.</summary>
    public ScalarGraphType String => _byType[typeof(string)];

    /// <summary>The scalar <c>Boolean</c>.</summary>
    public ScalarGraphType Boolean => _byType[typeof(bool)];

    /// <summary>The scalar <c>Int</c>.</summary>
    public ScalarGraphType Int => _byType[typeof(int)];

    /// <summary>Returns the scalar of a CLR type, which may be nullable.</summary>
    /// <exception cref="NotSupportedException">There is no scalar for the type.</exception>
    public ScalarGraphType For(Type type) =>
        _byType.GetValueOrDefault(Nullable.GetUnderlyingType(type) ?? type)
        ?? throw new NotSupportedException($"There is no GraphQL scalar for {type}.");

    private sealed class DateTimeScalar : ScalarGraphType
    {
        private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

        public DateTimeScalar()
        {
            Name = "DateTime";
            Description =
                "Date and time in the format of RFC 3339, such as 2026-03-31T12:00:00.000Z. "
                + "Responses are in UTC, with milliseconds, or with microseconds if there are any.";
            SpecifiedBy.Set(this, "https://www.rfc-editor.org/rfc/rfc3339");
        }

        public override object? ParseValue(object? value) =>
            value switch
            {
                null => null,
                string text
                    when DateTimeOffset.TryParseExact(
                        text.ToUpperInvariant(),
                        Formats,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var timestamp
                    ) => timestamp.ToUniversalTime(),
                DateTimeOffset timestamp => timestamp.ToUniversalTime(),
                DateTime timestamp => new DateTimeOffset(timestamp.ToUniversalTime()),
                _ => ThrowValueConversionError(value),
            };

        public override object? ParseLiteral(GraphQLValue value) =>
            value switch
            {
                GraphQLStringValue text => ParseValue((string)text.Value),
                GraphQLNullValue => null,
                _ => ThrowLiteralConversionError(value),
            };

        public override object? Serialize(object? value) =>
            value is DateTimeOffset timestamp
                ? timestamp.UtcDateTime.ToString(
                    $"yyyy-MM-dd'T'HH:mm:ss.{(timestamp.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "fff" : "ffffff")}'Z'",
                    CultureInfo.InvariantCulture
                )
                : null;
    }

    /// <summary>The scalar of jsonb columns, which are read as text and written as JSON.</summary>
    private sealed class JsonScalar : ScalarGraphType
    {
        public JsonScalar()
        {
            Name = "JSON";
            Description = "Any JSON value.";
        }

        public override object? ParseValue(object? value) => value;

        public override object? ParseLiteral(GraphQLValue value) => ThrowLiteralConversionError(value);

        public override object? Serialize(object? value) => value is string json ? JsonDocument.Parse(json).RootElement : value;
    }

    private sealed class UploadScalar : ScalarGraphType
    {
        public UploadScalar()
        {
            Name = "Upload";
            Description = "A file of a multipart request (GraphQL multipart request specification). The variable is null in the JSON.";
        }

        public override object? ParseValue(object? value) => value is null or Upload ? value : ThrowValueConversionError(value);

        public override object? ParseLiteral(GraphQLValue value) => ThrowLiteralConversionError(value);

        public override object? Serialize(object? value) => ThrowSerializationError(value);
    }
}
