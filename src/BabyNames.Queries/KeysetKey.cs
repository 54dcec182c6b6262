using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>One column of a keyset with its direction.</summary>
/// <param name="Selector">Selects the value of a row. Each selector may have its own parameter.</param>
/// <param name="Descending">Whether the order is descending.</param>
/// <param name="IsNullable">Whether the value may be null. PostgreSQL sorts nulls last if ascending and first if descending.</param>
public sealed record KeysetKey(LambdaExpression Selector, bool Descending, bool IsNullable);
