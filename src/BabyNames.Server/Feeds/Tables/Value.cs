using BabyNames.Server.Errors;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>An expression as SQL has it.</summary>
/// <param name="Type"><see cref="Kind.None"/> for the literal null, which is of every type.</param>
/// <param name="IsNullable">Whether it may be null: comparing such costs more.</param>
/// <param name="Literal">The value itself where the request has it.</param>
internal sealed record Value(string Sql, Kind Type, bool IsNullable, object? Literal = null)
{
    /// <summary>Some functions and operators write an operand twice, so that nesting them doubles the SQL. The longest address makes
    /// a tenth of this when nothing is written twice.</summary>
    private const int MostCharacters = 100_000;

    public static readonly Value Null = new("NULL", Kind.None, IsNullable: true);

    public string Sql { get; init => field = CheckLength(value); } = CheckLength(Sql);

    public bool IsNull => Type == Kind.None;

    public bool IsNumber => Type is Kind.Int32 or Kind.Int64 or Kind.Decimal or Kind.Double;

    public bool IsWhole => Type is Kind.Int32 or Kind.Int64;

    public bool IsMoment => Type is Kind.DateTimeOffset or Kind.Date or Kind.TimeOfDay;

    public bool Compares(Value other) => Type == other.Type || IsNull || other.IsNull || (IsNumber && other.IsNumber);

    public static Value Bool(string sql, bool isNullable) => new(sql, Kind.Boolean, isNullable);

    /// <exception cref="FeedException">The SQL is too long for the database to plan in a short time.</exception>
    public static string CheckLength(string sql) => sql.Length <= MostCharacters
        ? sql
        : throw new FeedException(ErrorCodes.InvalidQuery,
            $"The expression becomes more than {MostCharacters} characters of SQL. "
            + "Nest fewer functions and lists, or name parts of it with $compute.");
}
