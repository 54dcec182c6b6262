using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using BabyNames.Sources;

namespace BabyNames.Server.Search;

internal sealed record NameSearchArguments(
    [Description("The text to search for, 1 to 100 characters. It has no wildcards.")] string Query,
    [Description("ISO 3166-1 alpha-2 code of the country, for example US. The default is all countries together.")] string? Country,
    [Description(
        "How to compare names with the text. Without a mode the search finds names that start with the text, contain it or are similar. "
            + "Their order depends on births and similarity together."
    )]
        NameSearchMode? Mode,
    [Description("Return only names of this sex, and use only its births for the order."), GraphQLEnum("Gender")] string? Gender,
    [Description("Maximum number of names, 1 to 100. The default is 10.")] int? First
);

/// <summary>The question <c>nameSearch</c>.</summary>
internal sealed class NameSearchQuestion(RowCounts counts) : IQuestion<BabyNamesDbContext, NameSearchArguments, IReadOnlyList<NameMatch>>
{
    private const int MaxNames = 100;
    private const int DefaultNames = 10;

    public string Name => "nameSearch";

    public string Description =>
        "Searches names by a text. The search ignores case, accents, blanks, hyphens, apostrophes and dots. Names with the same spelling "
        + "as the text are first. The others follow in the order of their births over all years, only of the requested sex if there is "
        + "one. Without `mode`, and for the modes SIMILAR and SOUND, their order depends on births and similarity together.";

    public bool IsOneStatement => false;

    /// <summary>Prefixes, suffixes and sounds are found by an index. A text that no name contains is compared with all names, and similar
    /// names are compared with the frequent ones.</summary>
    public RowEstimate Estimate(NameSearchArguments arguments)
    {
        var all = counts.Within(typeof(GenderProbability), new());
        return new(
            arguments.First ?? DefaultNames,
            arguments.Mode switch
            {
                NameSearchMode.Contains => all,
                NameSearchMode.Similar or null => Math.Min(all, NameCandidates.FrequentNames),
                _ => 0,
            }
        );
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The text is empty or too long, or <c>first</c> is out of range.</exception>
    /// <exception cref="UnknownCountryException">No country has this code.</exception>
    public async Task<IReadOnlyList<NameMatch>> AskAsync(
        NameSearchArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var (country, first) = (arguments.Country, arguments.First ?? DefaultNames);
        if (first is < 1 or > MaxNames)
            throw new InvalidInputException($"first must be between 1 and {MaxNames}.");
        var text = await SearchText.ReadAsync(database, arguments.Query, cancellationToken);
        if (country is not null)
            await CheckCountryAsync(database, country, cancellationToken);
        // The text has only punctuation or accents.
        if (text.Key.Length == 0)
            return [];
        var candidates = new NameCandidates(database, text, country ?? "");
        var found = await FindAsync(candidates, text, arguments, cancellationToken);
        // Without a mode, contained texts are first searched in the frequent names, because a search in all names takes as long as
        // all other searches together.
        return arguments.Mode is null && found.Count == 0
            ? await FindAsync(candidates, text, arguments with { Mode = NameSearchMode.Contains }, cancellationToken)
            : found;
    }

    private static async Task CheckCountryAsync(BabyNamesDbContext database, string country, CancellationToken cancellationToken)
    {
        var known = await database.QueryAsync("SELECT code FROM countries ORDER BY code", reader => reader.GetString(0), cancellationToken);
        if (!known.Contains(country))
            throw new UnknownCountryException(SourceError.Printable(country), known);
    }

    private static async Task<List<NameMatch>> FindAsync(
        NameCandidates candidates,
        SearchText text,
        NameSearchArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var (mode, gender, first) = (arguments.Mode, arguments.Gender, arguments.First ?? DefaultNames);
        // The candidates are ordered by the births of both sexes, so more of them are read to have enough names of one sex.
        var limit = gender is null ? first : 8 * first;
        var names = await candidates.ReadAsync(mode, limit, cancellationToken);
        var isLimited = mode is not (NameSearchMode.Similar or NameSearchMode.Sound);
        if (isLimited && names.Count >= limit && !HasEnoughOfSex(names, gender, first, limit))
            names = await candidates.ReadAsync(mode, int.MaxValue, cancellationToken);
        return Rank(names, text, mode, gender).Take(first).ToList();
    }

    /// <summary>Whether the names within the limit are enough for one sex. A name beyond the limit has fewer births of both sexes than the
    /// last one within it, so it cannot be among the first if enough names have at least as many births of the one sex.</summary>
    private static bool HasEnoughOfSex(List<FoundName> names, string? gender, int first, int limit)
    {
        var least = names.Select(name => name.Births).OrderDescending().ElementAt(limit - 1);
        return names.Count(name => name.BirthsOf(gender) >= least) >= first;
    }

    /// <summary>Orders names by the same spelling first, then by births and difference. Names with the same rank remain in their
    /// order.</summary>
    private static IEnumerable<NameMatch> Rank(IEnumerable<FoundName> names, SearchText text, NameSearchMode? mode, string? gender)
    {
        var ranking = new SearchRanking(text);
        return from name in names
            where name.BirthsOf(gender) > 0
            let match = ranking.Of(name, mode)
            where match is not null
            orderby name.Key != text.Key, name.Key == text.Key && name.Folded != text.Folded, Math.Log(name.BirthsOf(gender))
                - match.Value.Difference descending
            select new NameMatch(
                name.Name,
                match.Value.Mode,
                name.Births,
                name.FemaleBirths,
                name.MaleBirths,
                name.FirstYear,
                name.LastYear
            );
    }
}
