using BabyNames.Data;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Search;
using BabyNames.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.Search;

/// <summary>Measures how often a search finds the intended name of a mistyped query. The weights of <see cref="SearchRanking"/> are chosen
/// by these measurements.</summary>
public sealed class SearchRankingTests(ArchiveFixture server, ITestOutputHelper output) : IClassFixture<ArchiveFixture>
{
    /// <summary>The minimum births of a common name. A query that equals a common name is not a typing error.</summary>
    private const int Common = 1_000;

    /// <summary>Whether the test searches all pairs in every mode. By default, it searches all pairs without a mode, and every fifth pair
    /// in the modes that such a search combines. <c>BABYNAMES_TEST_SLIPS=all</c> enables all pairs.</summary>
    private static readonly bool TestsAllPairs = Environment.GetEnvironmentVariable("BABYNAMES_TEST_SLIPS") == "all";

    private static readonly string[] Keyboard = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    [Fact]
    public async Task A_common_name_with_one_typing_error_is_among_the_first_results()
    {
        var (pairs, kinds) = Slips();
        Assert.True(pairs.Count >= 300, $"The test has only {pairs.Count} pairs.");
        foreach (var mode in new NameSearchMode?[] { NameSearchMode.Sound, NameSearchMode.Similar, null })
        {
            var tested = mode is null || TestsAllPairs ? pairs : [.. pairs.Where((_, i) => i % 5 == 0)];
            var places = await PlacesAsync(tested, mode);
            foreach (var kind in Enumerable.Range(0, kinds.Length))
                Report($"{mode} {kinds[kind]}", [.. places.Where((_, i) => tested[i].Kind == kind)]);
            var (first, three, ten) = Report($"{mode} all", places);
            if (mode is null || (TestsAllPairs && mode == NameSearchMode.Similar))
                Assert.True(
                    first >= 80 && three >= 92 && ten >= 98,
                    $"{mode}: {first:F1} % first, {three:F1} % in three, {ten:F1} % in ten"
                );
        }
    }

    [Fact]
    public async Task Another_spelling_of_the_same_sound_is_among_the_first_results()
    {
        var pairs = File.ReadLines(Path.Combine(Repository.Folder, "tests", "BabyNames.Server.Tests", "Search", "SoundPairs.txt"))
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' '))
            .Select(names => (names[0], names[1], 0))
            .ToList();
        Assert.True(pairs.Count >= 60, $"The test has only {pairs.Count} pairs.");
        foreach (var mode in new NameSearchMode?[] { null, NameSearchMode.Similar, NameSearchMode.Sound })
        {
            var (_, three, ten) = Report($"{mode} of a sound", await PlacesAsync(pairs, mode, exceptTyped: true));
            if (mode == NameSearchMode.Sound)
                Assert.True(three >= 80 && ten >= 95, $"{three:F1} % in three, {ten:F1} % in ten");
        }
    }

    [Theory]
    [InlineData("jhon", null, "Jhon", "John")]
    [InlineData("jonh", null, "Jonh", "John")]
    [InlineData("micheal", null, "Micheal", "Michael")]
    [InlineData("mraia", null, "Maria")]
    [InlineData("oliva", null, "Oliva", "Olivia")]
    [InlineData("jon", null, "Jon", "John")]
    [InlineData("ema", null, "Ema", "Emma")]
    [InlineData("oliv", null, "Oliv", "Olivia", "Oliver")]
    [InlineData("em", null, "Emma", "Emily")]
    [InlineData("xander", null, "Xander", "Alexander")]
    [InlineData("Jean", NameSearchMode.Sound, "Jean", "Jeanne", "Gene")]
    [InlineData("Jayden", NameSearchMode.Sound, "Jayden", "Jaden", "Jaiden", "Jaydon")]
    [InlineData("Sean", NameSearchMode.Sound, "Sean", "Shawn", "Shane", "Shaun")]
    [InlineData("Shane", NameSearchMode.Sound, "Shane", "Sean")]
    public async Task The_best_matches_are_first(string query, NameSearchMode? mode, params string[] names)
    {
        await using var database = await OpenAsync();
        var found = await FindAsync(database, query, mode);
        Assert.Equal(names, found.Take(names.Length));
    }

    [Theory]
    [InlineData("Jean", "Anna", "Jane", "Joan", "John")]
    [InlineData("Jayden", "Ethan", "Jaydin", "Jadon")]
    public async Task A_match_by_only_an_alternate_sound_code_is_after_the_others(string query, string behind, params string[] names)
    {
        await using var database = await OpenAsync();
        var found = (await FindAsync(database, query, NameSearchMode.Sound, first: 100)).ToList();
        Assert.DoesNotContain(behind, found.Take(found.IndexOf(names[^1]) + 1));
        Assert.Empty(names.Except(found));
    }

    /// <summary>Makes one typing error in each name of at least five letters among the 1,000 most common names. The rank of the name
    /// determines the kind and the place of the error.</summary>
    private (List<(string Typed, string Meant, int Kind)> Pairs, string[] Kinds) Slips()
    {
        (string Name, Func<string, int, int, string> Make)[] kinds =
        [
            ("swap", (name, place, _) => $"{name[..place]}{name[place + 1]}{name[place]}{name[(place + 2)..]}"),
            ("missing letter", (name, place, _) => name.Remove(place, 1)),
            ("doubled letter", (name, place, _) => name.Insert(place, name[place..(place + 1)])),
            ("neighboring key", (name, place, rank) => $"{name[..place]}{KeyBeside(name[place], rank)}{name[(place + 1)..]}"),
            ("extra letter", (name, place, rank) => name.Insert(place, $"{KeyBeside(name[place], rank)}")),
        ];
        var common = server.Names.TakeWhile(name => name.Births >= Common).Select(name => name.Name.ToLowerInvariant()).ToHashSet();
        var pairs = server
            .Names.Take(1_000)
            .Select(
                (name, rank) =>
                {
                    var meant = name.Name.ToLowerInvariant();
                    var typed =
                        meant.Length < 5
                            ? meant
                            : kinds[rank % kinds.Length].Make(meant, 1 + (rank / kinds.Length % (meant.Length - 2)), rank);
                    return (typed, meant, rank % kinds.Length);
                }
            );
        return ([.. pairs.Where(pair => !common.Contains(pair.typed))], [.. kinds.Select(kind => kind.Name)]);
    }

    private static char KeyBeside(char letter, int rank)
    {
        var row = Keyboard.Single(keys => keys.Contains(letter));
        var place = row.IndexOf(letter);
        return row[(rank % 2 == 1 && place > 0) || place == row.Length - 1 ? place - 1 : place + 1];
    }

    /// <returns>The place of each intended name in the results, from 1; 11 if the name is not among the first ten results.</returns>
    private async Task<List<int>> PlacesAsync(
        IEnumerable<(string Typed, string Meant, int Kind)> pairs,
        NameSearchMode? mode,
        bool exceptTyped = false
    )
    {
        await using var database = await OpenAsync();
        var places = new List<int>();
        foreach (var (typed, meant, _) in pairs)
        {
            var found = (await FindAsync(database, typed, mode)).ConvertAll(name => name.ToLowerInvariant());
            if (exceptTyped)
                found.Remove(typed);
            places.Add(found.IndexOf(meant) is >= 0 and var index ? index + 1 : 11);
        }
        return places;
    }

    private (double First, double Three, double Ten) Report(string label, List<int> places)
    {
        double Share(int limit) => 100.0 * places.Count(place => place <= limit) / places.Count;
        output.WriteLine($"{label}: {places.Count} pairs, {Share(1):F1} % first, {Share(3):F1} % in three, {Share(10):F1} % in ten");
        return (Share(1), Share(3), Share(10));
    }

    private Task<BabyNamesDbContext> OpenAsync() =>
        server.Services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>().CreateDbContextAsync();

    private async Task<List<string>> FindAsync(BabyNamesDbContext database, string text, NameSearchMode? mode, int first = 10) =>
        [
            .. (
                await new NameSearchQuestion(server.Services.GetRequiredService<RowCounts>()).AskAsync(
                    new(text, "US", mode, Gender: null, first),
                    database,
                    default
                )
            ).Select(match => match.Name),
        ];
}
