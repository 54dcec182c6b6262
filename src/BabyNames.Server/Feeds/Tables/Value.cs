using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>An expression as SQL has it.</summary>
/// <param name="Type"><see cref="Kind.None"/> for the literal null, which is of every type.</param>
/// <param name="IsNullable">Whether it may be null: comparing such costs more.</param>
/// <param name="Literal">The value itself where the request has it.</param>
internal sealed record Value(string Sql, Kind Type, bool IsNullable, object? Literal = null)
{
    public static readonly Value Null = new("NULL", Kind.None, IsNullable: true);

    public bool IsNull => Type == Kind.None;

    public bool IsNumber => Type is Kind.Int32 or Kind.Int64 or Kind.Decimal or Kind.Double;

    public bool IsWhole => Type is Kind.Int32 or Kind.Int64;

    public bool IsMoment => Type is Kind.DateTimeOffset or Kind.Date or Kind.TimeOfDay;

    public bool Compares(Value other) => Type == other.Type || IsNull || other.IsNull || (IsNumber && other.IsNumber);

    public static Value Bool(string sql, bool isNullable) => new(sql, Kind.Boolean, isNullable);
}
