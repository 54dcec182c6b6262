using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>Finds the rows that contain words.</summary>
public interface IRowSearch
{
    /// <summary>Returns the rows for which a search expression is true.</summary>
    /// <exception cref="QueryException">The expression has too many words.</exception>
    Task<IQueryable<T>> ApplyAsync<T>(IQueryable<T> rows, SearchTerm term, DbContext database, CancellationToken cancellationToken);
}

/// <summary>A search expression: a word or a phrase, or an operator on other expressions.</summary>
/// <param name="Operator">The kind of the expression.</param>
/// <param name="Word">The text of a word or phrase; null for other operators.</param>
/// <param name="Operands">One operand of <see cref="SearchOperator.Not"/>, two of And and Or, none of a word.</param>
public sealed record SearchTerm(SearchOperator Operator, string? Word, params IReadOnlyList<SearchTerm> Operands);

/// <summary>The kinds of search expressions.</summary>
public enum SearchOperator
{
    /// <summary>A word or a phrase.</summary>
    Word,

    /// <summary>Both operands are true.</summary>
    And,

    /// <summary>At least one operand is true.</summary>
    Or,

    /// <summary>The operand is false.</summary>
    Not,
}
