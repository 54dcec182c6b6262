using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Operators of two values. Null, where they do not go with the types.</summary>
internal static class Operators
{
    public static string NameOf(Value value) => value.IsNull ? "null" : value.Type == Kind.Stream ? "an entity" : $"Edm.{value.Type}";

    /// <summary>The number type that holds all of them, else the type that they have.</summary>
    public static Kind Widest(IReadOnlyList<Value> values)
    {
        Kind[] numbers = [Kind.Double, Kind.Decimal, Kind.Int64, Kind.Int32];
        var known = values.Where(value => !value.IsNull).Select(value => value.Type).ToList();
        return numbers.Where(known.Contains).Append(known.FirstOrDefault()).First();
    }

    public static Value? Compare(Value left, string name, Value right)
    {
        if (!left.Compares(right) || (left.Type == Kind.Stream && !right.IsNull))
            return null;
        if (name is "eq" or "ne")
            return Value.Bool(Equal(left, right, isEqual: name == "eq"), isNullable: false);
        if (left.Type is Kind.Boolean or Kind.Stream || right.Type is Kind.Boolean or Kind.Stream)
            return null;
        var sign = name switch { "gt" => ">", "ge" => ">=", "lt" => "<", "le" => "<=", _ => null };
        if (sign is null)
            return null;
        // OData's comparison with null is false, and not null: `not` makes it true.
        var sql = $"({left.Sql} {sign} {right.Sql})";
        return left.IsNull || right.IsNull ? Value.Bool("FALSE", isNullable: false)
            : Value.Bool(left.IsNullable || right.IsNullable ? $"COALESCE({sql}, FALSE)" : sql, isNullable: false);
    }

    private static string Equal(Value left, Value right, bool isEqual) => (left, right) switch
    {
        ({ IsNull: true }, { IsNull: true }) => isEqual ? "TRUE" : "FALSE",
        ({ IsNull: true }, { IsNullable: false }) or ({ IsNullable: false }, { IsNull: true }) => isEqual ? "FALSE" : "TRUE",
        ({ IsNull: true }, _) => $"({right.Sql} IS {(isEqual ? "" : "NOT ")}NULL)",
        (_, { IsNull: true }) => $"({left.Sql} IS {(isEqual ? "" : "NOT ")}NULL)",
        ({ IsNullable: true }, { IsNullable: true }) => $"({left.Sql} IS {(isEqual ? "NOT " : "")}DISTINCT FROM {right.Sql})",
        ({ IsNullable: false }, { IsNullable: false }) => $"({left.Sql} {(isEqual ? "=" : "<>")} {right.Sql})",
        // An index answers = and not IS NOT DISTINCT FROM.
        _ => isEqual ? $"COALESCE({left.Sql} = {right.Sql}, FALSE)" : $"({left.Sql} IS DISTINCT FROM {right.Sql})",
    };

    public static Value? Calculate(Value left, string name, Value right)
    {
        if ((left.IsNull && (right.IsNull || right.IsNumber)) || (right.IsNull && left.IsNumber))
            return Value.Null;
        if (left.IsNumber && right.IsNumber)
            return Number(left, name, right);
        return (left.Type, name, right.Type) switch
        {
            (Kind.DateTimeOffset, "add" or "sub", Kind.Duration) => Plain(left.Type),
            (Kind.DateTimeOffset, "sub", Kind.DateTimeOffset) => Plain(Kind.Duration),
            (Kind.Duration, "add" or "sub", Kind.Duration) => Plain(Kind.Duration),
            _ => null,
        };

        Value Plain(Kind type) =>
            new($"({left.Sql} {(name == "add" ? "+" : "-")} {right.Sql})", type, left.IsNullable || right.IsNullable);
    }

    private static Value Number(Value left, string name, Value right)
    {
        var widest = Widest([left, right]);
        var type = widest switch
        {
            Kind.Double => widest,
            Kind.Decimal => widest,
            // divby of whole numbers has a fraction. Whole numbers are worked out in 64 bits: 32 overflow too soon.
            _ => name == "divby" ? Kind.Decimal : Kind.Int64,
        };
        var (a, b) = type switch
        {
            Kind.Int64 => (Cast(left, "bigint"), Cast(right, "bigint")),
            Kind.Decimal => (Cast(left, "numeric"), Cast(right, "numeric")),
            // PostgreSQL refuses mod of doubles, and so the remainder is a number's with a fraction.
            _ => name == "mod" ? ($"{left.Sql}::numeric", $"{right.Sql}::numeric") : (Cast(left, "float8"), Cast(right, "float8")),
        };
        var sql = name switch
        {
            "add" => $"({a} + {b})",
            "sub" => $"({a} - {b})",
            "mul" => $"({a} * {b})",
            "mod" => $"({a} % {b})",
            // Ten places of what has no end.
            _ => type == Kind.Decimal ? $"round({a} / {b}, 10)" : $"({a} / {b})",
        };
        return new(type == Kind.Double && name == "mod" ? $"{sql}::float8" : sql, type, left.IsNullable || right.IsNullable);
    }

    private static string Cast(Value value, string type) => $"{value.Sql}::{type}";
}
