using System.Globalization;
using System.Text.Json.Nodes;

namespace BabyNames.Server.Tests.Differential;

/// <summary>A value of each row: a column, a literal, or a function that only OData has.</summary>
internal sealed record Operand(string OData, string Sql, RowSetColumn? Column = null, Literal? Literal = null)
{
    public static Operand Of(RowSetColumn column) => new(column.OData, column.Sql, column);

    public static Operand Of(Literal literal) => new(literal.OData, literal.Sql, Literal: literal);
}

/// <summary>A literal value in a request.</summary>
internal sealed record Literal(object? Value)
{
    public string OData =>
        Value switch
        {
            null => "null",
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            decimal number => number.ToString("0.0###", CultureInfo.InvariantCulture),
            DateTime moment => Moment(moment),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    public string Sql =>
        Value switch
        {
            null => "NULL",
            DateTime moment => $"TIMESTAMPTZ '{Moment(moment)}'",
            Guid id => $"UUID '{id}'",
            string => OData + "::TEXT",
            _ => OData,
        };

    /// <summary>Returns the literal as a value of a GraphQL filter.</summary>
    /// <returns>False if the literal is not a valid GraphQL value of the column's type.</returns>
    public bool Json(RowSetColumn column, out JsonNode? json)
    {
        var fits = (column.Type, Value) switch
        {
            (_, null) => true,
            ("Edm.Int32", var value) => value is int,
            ("Edm.Int64", var value) => value is int or long,
            ("Edm.Decimal", var value) => value is int or long or decimal,
            (_, string text) => column.Allowed?.Contains(text) != false,
            _ => true,
        };
        json = Value switch
        {
            _ when !fits => null,
            // GraphQL enum values are in capitals.
            string text => column.Allowed is null ? text : text.ToUpperInvariant(),
            DateTime moment => Moment(moment),
            Guid id => id.ToString(),
            int number => number,
            long number => number,
            decimal number => number,
            _ => null,
        };
        return fits;
    }

    private static string Moment(DateTime moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
