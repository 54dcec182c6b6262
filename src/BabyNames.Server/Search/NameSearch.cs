using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using BabyNames.Sources;

namespace BabyNames.Server.Search;

/// <summary>Searches names by a part, a similar spelling or a sound.</summary>
internal static class NameSearch
{
    public const int LongestText = SearchText.Longest;
    public const int MostNames = 100;

    /// <param name="text">Text of the search.</param>
    /// <param name="country">Null for all countries together.</param>
    /// <param name="gender">F or M; null for both.</param>
    /// <param name="mode">Null to weigh prefixes, parts and similar names against each other.</param>
    /// <exception cref="InvalidInputException">The text is empty or too long, or <paramref name="first"/> is out of range.</exception>
    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    public static async Task<IReadOnlyList<NameMatch>> FindAsync(
        BabyNamesDbContext database, string text, string? country, NameSearchMode? mode, string? gender, int first, CancellationToken cancellationToken)
    {
        if (first is < 1 or > MostNames)
            throw new InvalidInputException($"first must be between 1 and {MostNames}.");
        var asked = await SearchText.ReadAsync(database, text, cancellationToken);
        if (country is not null)
            await CheckCountryAsync(database, country, cancellationToken);
        // The text has only accents and punctuation.
        if (asked.Key.Length == 0)
            return [];
        var candidates = new NameCandidates(database, asked, country ?? "");
        var found = await FindAsync(candidates, asked, mode, gender, first, cancellationToken);
        // Parts are looked for among the names given most first: a part of no name takes as long as all the rest together.
        return mode is null && found.Count == 0
            ? await FindAsync(candidates, asked, NameSearchMode.Contains, gender, first, cancellationToken)
            : found;
    }

    /// <summary>Indexes find most names. A part of a name may be found in none of them, and similar names are compared with many.</summary>
    public static long RowsRead(RowCounts counts, NameSearchMode? mode)
    {
        var all = counts.Within(typeof(GenderProbability), new());
        return mode switch
        {
            NameSearchMode.Contains => all,
            NameSearchMode.Similar or null => Math.Min(all, NameCandidates.Frequent),
            _ => 0,
        };
    }

    private static async Task CheckCountryAsync(BabyNamesDbContext database, string country, CancellationToken cancellationToken)
    {
        var known = await database.QueryAsync("SELECT code FROM countries ORDER BY code", reader => reader.GetString(0), cancellationToken);
        if (!known.Contains(country))
            throw new UnknownCountryException(SourceError.Printable(country), known);
    }

    private static async Task<List<NameMatch>> FindAsync(
        NameCandidates candidates, SearchText text, NameSearchMode? mode, string? gender, int first, CancellationToken cancellationToken)
    {
        // Names are read by the births of both sexes: enough of one are among many.
        var limit = gender is null ? first : 8 * first;
        var names = await candidates.ReadAsync(mode, limit, cancellationToken);
        var isLimited = mode is not (NameSearchMode.Similar or NameSearchMode.Sound);
        if (isLimited && names.Count >= limit && !HasMost(names, gender, first, limit))
            names = await candidates.ReadAsync(mode, int.MaxValue, cancellationToken);
        return Rank(names, text, mode, gender).Take(first).ToList();
    }

    /// <summary>Whether no other name can be among the first by the births of one sex: it has fewer of both than the last within the limit.</summary>
    private static bool HasMost(List<FoundName> names, string? gender, int first, int limit)
    {
        var least = names.Select(name => name.Births).OrderDescending().ElementAt(limit - 1);
        return names.Count(name => name.BirthsOf(gender) >= least) >= first;
    }

    /// <summary>The same spelling first, then by births and closeness. Names of the same rank stay in their order.</summary>
    private static IEnumerable<NameMatch> Rank(IEnumerable<FoundName> names, SearchText text, NameSearchMode? mode, string? gender)
    {
        var closeness = new Closeness(text);
        return
            from name in names
            where name.BirthsOf(gender) > 0
            let near = closeness.Of(name, mode)
            where near is not null
            orderby name.Key != text.Key, name.Key == text.Key && name.Folded != text.Folded,
                Math.Log(name.BirthsOf(gender)) - near.Value.Difference descending
            select new NameMatch(
                name.Name, near.Value.Mode, name.Births, name.FemaleBirths, name.MaleBirths, name.FirstYear, name.LastYear);
    }
}
