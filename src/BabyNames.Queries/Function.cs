using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>One function or operator.</summary>
/// <param name="Name">Name in lower case; the name of OData if OData has the function.</param>
/// <param name="TypeOf">Returns the type of the result for arguments that are not the literal null; null if the function does not accept
/// them.</param>
/// <param name="Build">Builds the expression of values that are not null. Null for comparisons, <c>in</c> and the logical operators, which
/// <see cref="Translator"/> builds.</param>
/// <remarks>A function with <paramref name="Build"/> is null if an argument is null. A comparison is never null. AND, OR and NOT follow
/// SQL.</remarks>
internal sealed record Function(string Name, Func<IReadOnlyList<Term>, Type?> TypeOf, Func<Call, Expression[], Expression>? Build = null)
{
    /// <summary>Whether few texts have the same result, so that reading these texts before the rows is faster.</summary>
    public bool IsSelective { get; init; }

    /// <summary>Whether the result is null if an argument is null.</summary>
    public bool IsStrict => Build is not null;
}
