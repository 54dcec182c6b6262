using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>One column of a keyset: what is compared, and in which direction.</summary>
/// <param name="Selector">From the entity to the column; each may have its own parameter.</param>
/// <param name="IsNullable">PostgreSQL puts nulls last going up and first going down.</param>
public sealed record KeysetKey(LambdaExpression Selector, bool Descending, bool IsNullable);
