using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using BabyNames.Data;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Search;

/// <summary>Finds the rows whose name matches the words of a search. Case and accents are ignored. The words are first searched in the
/// hundred thousand distinct names, so that a search with few results does not read two million rows.</summary>
/// <param name="names">The SQL between <c>FROM</c> and the condition, for example <c>countries WHERE</c>.</param>
/// <param name="folded">SQL expression of the name in lower case without accents.</param>
/// <param name="few">Maximum number of matching names for which the rows are found through the index on names. With more names, about one
/// row in ten matches, so reading rows in the requested order fills a page quickly, whereas finding and sorting all matching rows takes
/// seconds.</param>
internal sealed class NameWords(string names, string folded, int few = 5_000) : IRowSearch
{
    /// <summary>Maximum number of words.</summary>
    public const int MaxWords = 20;

    /// <summary>The search for rows by the name of a person.</summary>
    public static NameWords OfNames { get; } = new("searchable_names WHERE country_code = '' AND", "folded");

    /// <summary>All distinct names of the statistics.</summary>
    public static DistinctValues Distinct { get; } = new("Name", database => ((BabyNamesDbContext)database).KnownNames);

    /// <summary>The search for countries by their names.</summary>
    public static NameWords OfCountries { get; } = new("countries WHERE", "fold_name(name)");

    /// <inheritdoc/>
    /// <exception cref="QueryException">The search has too many words.</exception>
    public async Task<IQueryable<T>> ApplyAsync<T>(
        IQueryable<T> rows,
        SearchTerm term,
        DbContext database,
        CancellationToken cancellationToken
    )
    {
        var words = new List<object>();
        var sql = $"""SELECT name AS "Value" FROM {names} {Condition(term, words)}""";
        var found = await ((BabyNamesDbContext)database).QueryAsync(
            string.Format(CultureInfo.InvariantCulture, sql, [.. Enumerable.Range(1, words.Count).Select(number => $"${number}")])
                + $" LIMIT {few + 1}",
            reader => reader.GetString(0),
            cancellationToken,
            [.. words]
        );
        var row = Expression.Parameter(typeof(T), "e");
        var name = Expression.Property(row, "Name");
        var contains =
            found.Count <= few
                // EF Core turns access to a field of a captured object into a parameter. A constant would become part of the SQL text.
                ? Expression.Call(
                    typeof(Enumerable),
                    nameof(Enumerable.Contains),
                    [typeof(string)],
                    Expression.Field(Expression.Constant(new StrongBox<List<string>>(found)), nameof(StrongBox<>.Value)),
                    name
                )
                : Expression.Call(
                    typeof(Queryable),
                    nameof(Queryable.Contains),
                    [typeof(string)],
                    database.Database.SqlQuery<string>(FormattableStringFactory.Create(sql, [.. words])).Expression,
                    name
                );
        return rows.Where(Expression.Lambda<Func<T, bool>>(contains, row));
    }

    private string Condition(SearchTerm term, List<object> words) =>
        term.Operator switch
        {
            SearchOperator.Word => Contains(term.Word!, words),
            SearchOperator.Not => $"NOT {Condition(term.Operands[0], words)}",
            SearchOperator.And => $"({Condition(term.Operands[0], words)} AND {Condition(term.Operands[1], words)})",
            _ => $"({Condition(term.Operands[0], words)} OR {Condition(term.Operands[1], words)})",
        };

    private string Contains(string word, List<object> words)
    {
        if (words.Count == MaxWords)
            throw new QueryException($"takes at most {MaxWords} words. Use fewer words, or `in` or `contains` in $filter.");
        words.Add(word);
        // fold_name is in a subquery, so that PostgreSQL folds the word once and not for every name. A word of only accents is
        // empty after folding and finds nothing.
        return $"STRPOS({folded}, NULLIF((SELECT fold_name({{{words.Count - 1}}})), '')) > 0";
    }
}
