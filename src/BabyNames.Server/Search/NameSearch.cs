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
    [Description("What to look for, 1 to 100 characters. None of them is a wildcard.")] string Query,
    [Description("ISO 3166-1 alpha-2 code of the country, for example US; all countries together unless given.")] string? Country,
    [Description(
        "How to compare; unless given, names that start with the text, have it inside or are similar, ranked by births and closeness together."
    )]
        NameSearchMode? Mode,
    [Description("Only names given to this sex, by its births."), GraphQLEnum("Gender")] string? Gender,
    [Description("Names at most, 1 to 100; 10 unless given.")] int? First
);

/// <summary>The question <c>nameSearch</c>.</summary>
internal sealed class NameSearchQuestion(RowCounts counts) : IQuestion<BabyNamesDbContext, NameSearchArguments, IReadOnlyList<NameMatch>>
{
    private const int MostNames = 100;
    private const int DefaultNames = 10;

    public string Name => "nameSearch";

    public string Description =>
        "Names that are like a text. Case, accents, blanks, hyphens, apostrophes and dots do not count. Best first: the same spelling, then by births "
        + "over all years (of the sex that is asked for); without `mode` and for similar ones, by births and closeness together.";

    public bool IsOneStatement => false;

    /// <summary>Indexes find most names. A part of a name may be found in none of them, and similar names are compared with many.</summary>
    public RowEstimate Estimate(NameSearchArguments arguments)
    {
        var all = counts.Within(typeof(GenderProbability), new());
        return new(
            arguments.First ?? DefaultNames,
            arguments.Mode switch
            {
                NameSearchMode.Contains => all,
                NameSearchMode.Similar or null => Math.Min(all, NameCandidates.Frequent),
                _ => 0,
            }
        );
    }

    /// <exception cref="InvalidInputException">The text is empty or too long, or too few or too many names are asked for.</exception>
    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    public async Task<IReadOnlyList<NameMatch>> AskAsync(
        NameSearchArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var (country, first) = (arguments.Country, arguments.First ?? DefaultNames);
        if (first is < 1 or > MostNames)
            throw new InvalidInputException($"first must be between 1 and {MostNames}.");
        var asked = await SearchText.ReadAsync(database, arguments.Query, cancellationToken);
        if (country is not null)
            await CheckCountryAsync(database, country, cancellationToken);
        // The text has only accents and punctuation.
        if (asked.Key.Length == 0)
            return [];
        var candidates = new NameCandidates(database, asked, country ?? "");
        var found = await FindAsync(candidates, asked, arguments, cancellationToken);
        // Parts are looked for among the names given most first: a part of no name takes as long as all the rest together.
        return arguments.Mode is null && found.Count == 0
            ? await FindAsync(candidates, asked, arguments with { Mode = NameSearchMode.Contains }, cancellationToken)
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
        var closeness = new SearchRanking(text);
        return from name in names
            where name.BirthsOf(gender) > 0
            let near = closeness.Of(name, mode)
            where near is not null
            orderby name.Key != text.Key, name.Key == text.Key && name.Folded != text.Folded, Math.Log(name.BirthsOf(gender))
                - near.Value.Difference descending
            select new NameMatch(
                name.Name,
                near.Value.Mode,
                name.Births,
                name.FemaleBirths,
                name.MaleBirths,
                name.FirstYear,
                name.LastYear
            );
    }
}
