using System.Globalization;
using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>The scalars that columns and arguments have, under Hot Chocolate's names. One instance per schema each.</summary>
public sealed class Scalars
{
    private readonly Dictionary<Type, ScalarGraphType> _byType = new()
    {
        [typeof(string)] = new StringGraphType(),
        [typeof(bool)] = new BooleanGraphType(),
        [typeof(short)] = new ShortGraphType(),
        [typeof(int)] = new IntGraphType(),
        [typeof(long)] = new LongGraphType { Description = "Whole number of 64 bits, written as a JSON number." },
        [typeof(decimal)] = new DecimalGraphType { Description = "Decimal number, exact, written as a JSON number." },
        [typeof(Guid)] = SpecifiedBy.Set(
            new GuidGraphType { Name = "UUID", Description = "Identifier as RFC 9562 writes it." },
            "https://www.rfc-editor.org/rfc/rfc9562"
        ),
        [typeof(DateTimeOffset)] = new DateTimeScalar(),
        [typeof(Upload)] = new UploadScalar(),
    };

    public ScalarGraphType Json { get; } = new JsonScalar();

    public ScalarGraphType Id { get; } = new IdGraphType();

    public ScalarGraphType String => _byType[typeof(string)];

    public ScalarGraphType Boolean => _byType[typeof(bool)];

    public ScalarGraphType Int => _byType[typeof(int)];

    /// <exception cref="NotSupportedException">No scalar is known for the type.</exception>
    public ScalarGraphType For(Type type) =>
        _byType.GetValueOrDefault(Nullable.GetUnderlyingType(type) ?? type)
        ?? throw new NotSupportedException($"No GraphQL scalar is known for {type}.");

    private sealed class DateTimeScalar : ScalarGraphType
    {
        private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

        public DateTimeScalar()
        {
            Name = "DateTime";
            Description =
                "A moment as RFC 3339 writes it, such as 2026-03-31T12:00:00.000Z. Answers are in UTC, with milliseconds, or microseconds where there are any.";
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
                        out var moment
                    ) => moment.ToUniversalTime(),
                DateTimeOffset moment => moment.ToUniversalTime(),
                DateTime moment => new DateTimeOffset(moment.ToUniversalTime()),
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
            value is DateTimeOffset moment
                ? moment.UtcDateTime.ToString(
                    $"yyyy-MM-dd'T'HH:mm:ss.{(moment.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "fff" : "ffffff")}'Z'",
                    CultureInfo.InvariantCulture
                )
                : null;
    }

    /// <summary>A jsonb column, read as text, answered as the JSON that it is.</summary>
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
            Description = "A file of a multipart request (graphql-multipart-request-spec); null in the variables.";
        }

        public override object? ParseValue(object? value) => value is null or Upload ? value : ThrowValueConversionError(value);

        public override object? ParseLiteral(GraphQLValue value) => ThrowLiteralConversionError(value);

        public override object? Serialize(object? value) => ThrowSerializationError(value);
    }
}
