using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using BabyNames.Data;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Search;

/// <summary>Finds the rows whose name has words: rows whose name has the words inside, whatever their case and accents. They are looked
/// up among the hundred thousand different names first, so that two million rows are not read for a handful.</summary>
/// <param name="names">From where a statement reads names; a condition follows.</param>
/// <param name="folded">The name without case and accents, in SQL.</param>
/// <param name="few">Rows of so many names are found by an index of names. Of more, one row in ten or so has one: they are soon
/// met in the order that is asked for, while finding them all and sorting them took seconds.</param>
internal sealed class NameWords(string names, string folded, int few = 5_000) : IRowSearch
{
    public const int MostWords = 20;

    public static NameWords OfNames { get; } = new("searchable_names WHERE country_code = '' AND", "folded");

    /// <summary>The names of the statistics.</summary>
    public static DistinctValues Distinct { get; } = new("Name", database => ((BabyNamesDbContext)database).KnownNames);

    public static NameWords OfCountries { get; } = new("countries WHERE", "fold_name(name)");

    /// <exception cref="QueryException">Too many words.</exception>
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
            string.Format(CultureInfo.InvariantCulture, sql, [.. Enumerable.Range(1, words.Count).Select(place => $"${place}")])
                + $" LIMIT {few + 1}",
            reader => reader.GetString(0),
            cancellationToken,
            [.. words]
        );
        var row = Expression.Parameter(typeof(T), "e");
        var name = Expression.Property(row, "Name");
        var contains =
            found.Count <= few
                // A field of an object becomes a parameter of the statement; a constant would be compiled into it.
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
            SearchOperator.Word => Has(term.Word!, words),
            SearchOperator.Not => $"NOT {Condition(term.Operands[0], words)}",
            var both =>
                $"({Condition(term.Operands[0], words)} {(both == SearchOperator.And ? "AND" : "OR")} {Condition(term.Operands[1], words)})",
        };

    private string Has(string word, List<object> words)
    {
        if (words.Count == MostWords)
            throw new QueryException($"takes {MostWords} words at most; leave some out, or compare with in or contains in $filter.");
        words.Add(word);
        // Of a statement within, so that a word is folded once and not for every name. Accents alone are no word: nothing is left of them.
        return $"STRPOS({folded}, NULLIF((SELECT fold_name({{{words.Count - 1}}})), '')) > 0";
    }
}
