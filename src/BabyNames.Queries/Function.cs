using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>One function or operator.</summary>
/// <param name="TypeOf">Type of the result for arguments, none of which is the literal null; null if the function does not take them.</param>
/// <param name="Build">Makes the expression of values that are not null. Null for the logical operators, which <see cref="Translator"/> knows.</param>
/// <remarks>A function with <paramref name="Build"/> is null if an argument is null. A comparison is never null. AND, OR and NOT follow SQL.</remarks>
internal sealed record Function(string Name, Func<IReadOnlyList<Term>, Type?> TypeOf, Func<Call, Expression[], Expression>? Build = null)
{
    /// <summary>Whether few texts have the same result, so that it is worth to look them up before the rows.</summary>
    public bool IsSelective { get; init; }

    public bool IsStrict => Build is not null;
}
