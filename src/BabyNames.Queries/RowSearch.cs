using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>Finds the rows that have words.</summary>
public interface IRowSearch
{
    /// <exception cref="QueryException">Too many words.</exception>
    Task<IQueryable<T>> ApplyAsync<T>(IQueryable<T> rows, SearchTerm term, DbContext database, CancellationToken cancellationToken);
}

/// <summary>What a search asks for: a word or a phrase, or an operator of other terms.</summary>
/// <param name="Word">The text of a word; null for other operators.</param>
/// <param name="Operands">One for <see cref="SearchOperator.Not"/>, two for And and Or.</param>
public sealed record SearchTerm(SearchOperator Operator, string? Word, params IReadOnlyList<SearchTerm> Operands);

public enum SearchOperator
{
    Word,
    And,
    Or,
    Not,
}
