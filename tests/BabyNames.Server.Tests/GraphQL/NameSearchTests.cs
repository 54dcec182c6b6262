using System.Globalization;
using System.Text;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Compares responses with results that C# calculates from the rows of the files, without the views, indexes and functions of the
/// search.</summary>
public sealed class NameSearchTests(NamesFixture server) : IClassFixture<NamesFixture>, IAsyncLifetime
{
    private List<Row> _rows = [];

    public async Task InitializeAsync()
    {
        if ((await server.SqlAsync("SELECT FROM names WHERE year = 1996")).Count == 0)
        {
            await Some.CompletedInAsync(
                "GB",
                server.Databases,
                new(1996, 'F', "Emma", 5000),
                new(1996, 'M', "Zoe", 3),
                new(1996, 'F', "Éléonore", 40),
                new(1996, 'F', "Zoé", 9000)
            );
        }
        _rows =
        [
            .. (
                await server.SqlAsync(
                    """
                    SELECT c.code::TEXT, n.name::TEXT, gender::TEXT, year, count FROM names n JOIN countries c ON c.id = n.country_id
                        WHERE deleted_at IS NULL
                    """
                )
            ).Select(row => new Row((string)row[0], (string)row[1], (string)row[2], (int)row[3], (int)row[4])),
        ];
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("PREFIX", "ma", null, null)]
    [InlineData("PREFIX", "m", "US", null)]
    [InlineData("PREFIX", "Mari", "US", null)]
    [InlineData("PREFIX", "ZO", null, null)]
    [InlineData("PREFIX", "zoë", "GB", null)]
    [InlineData("PREFIX", "el", null, "F")]
    [InlineData("PREFIX", "fr", "US", "M")]
    [InlineData("PREFIX", "jean-p", null, null)]
    [InlineData("PREFIX", "さ", null, null)]
    [InlineData("PREFIX", "さく", null, null)]
    [InlineData("PREFIX", "𐌰", null, null)]
    [InlineData("SUFFIX", "na", "US", null)]
    [InlineData("SUFFIX", "A", null, "M")]
    [InlineData("SUFFIX", "くら", null, null)]
    [InlineData("CONTAINS", "ann", "US", null)]
    [InlineData("CONTAINS", "E", null, "F")]
    [InlineData("CONTAINS", "%", null, null)]
    [InlineData("CONTAINS", "_", null, null)]
    [InlineData("CONTAINS", "\\", null, null)]
    [InlineData("CONTAINS", "\"", null, null)]
    [InlineData("CONTAINS", "'", null, null)]
    [InlineData("PREFIX", "%", null, null)]
    [InlineData("PREFIX", "a_", null, null)]
    [InlineData("PREFIX", "A%b", null, null)]
    [InlineData("CONTAINS", "a", "US", "M")]
    [InlineData("SUFFIX", "e", "US", "F")]
    public async Task A_search_returns_all_matches_in_order_of_rank(string mode, string query, string? country, string? gender)
    {
        var expected = Expect(mode, query, country, gender).Take(100).ToList();
        Assert.Equal(expected, await SearchAsync(query, mode, country, gender, first: 100));
        Assert.Equal(expected.Take(10), await SearchAsync(query, mode, country, gender, first: null));
    }

    [Theory]
    [InlineData("Kathrin", "Catherine", "Katherine", "Kathryn", "Cathrine")]
    [InlineData("filip", "Philip", "Phillip")]
    [InlineData("Jon", "John")]
    public async Task A_search_by_sound_returns_names_of_the_same_sound(string query, params string[] names)
    {
        var found = (await SearchAsync(query, "SOUND", "US", null, 100)).Select(match => match.Split('|')[0]).ToList();
        Assert.Empty(names.Except(found));
        Assert.DoesNotContain("Mary", found);
    }

    [Fact]
    public async Task A_search_by_sound_without_a_Latin_letter_returns_nothing() =>
        Assert.Empty(await SearchAsync("花", "SOUND", null, null, 100));

    [Theory]
    [InlineData("oneil", "O'Neil")]
    [InlineData("O’neil", "O'Neil")]
    [InlineData("o ‘ neil", "O'Neil")]
    [InlineData("jean pi", "Jean-Pierre")]
    [InlineData("JEAN.PIERRE", "Jean-Pierre")]
    [InlineData("mary k", "Mary", "Mark")]
    public async Task A_search_ignores_spaces_and_punctuation(string query, params string[] names) =>
        Assert.Equal(names, (await SearchAsync(query, null, null, null, names.Length)).Select(found => found.Split('|')[0]));

    [Fact]
    public async Task A_search_by_similarity_returns_names_within_the_edit_distance()
    {
        foreach (var query in new[] { "Elizabth", "Zöe", "𐌰𐌱", "Micheal", "Wiliam", "Jhon" })
        {
            var sought = Key(query);
            var found = (await SearchAsync(query, "SIMILAR", null, null, 100)).Select(match => match.Split('|')[0]).ToList();
            var edits = _rows.Select(row => row.Name).Distinct().ToDictionary(name => name, name => Distance(Key(name), sought));
            Assert.All(found, name => Assert.True(edits[name] <= (sought.EnumerateRunes().Count() <= 3 ? 1 : 2), name));
            Assert.Empty(edits.Where(name => name.Value <= 1).Select(name => name.Key).Except(found));
        }
    }

    [Fact]
    public async Task Each_match_has_the_way_it_was_found()
    {
        var data = await server.DataAsync("""{ nameSearch(query: "anna", first: 100, country: "US") { name match } }""");
        var found = data.GetProperty("nameSearch")
            .EnumerateArray()
            .ToDictionary(match => match.GetProperty("name").GetString()!, match => match.GetProperty("match").GetString());
        Assert.Equal(("PREFIX", "CONTAINS", "SIMILAR"), (found["Anna"], found["Hannah"], found["Anne"]));
    }

    [Fact]
    public async Task A_search_follows_added_and_reprocessed_files()
    {
        var id = await Some.CompletedInAsync("AU", server.Databases, new NameRecord(2001, 'F', "Emma", 7));
        Assert.Equal(["Emma|7|7|0|2001|2001"], await SearchAsync("emm", null, "AU", null, null));
        await Some.ReprocessedAsync(server.Databases, id, new NameRecord(2002, 'M', "Emmo", 9));
        Assert.Equal(["Emmo|9|0|9|2002|2002"], await SearchAsync("emm", "PREFIX", "AU", null, null));
    }

    [Theory]
    [InlineData("query: \"\"")]
    [InlineData("query: \"  \"")]
    [InlineData("query: \"a\\u0001\"")]
    [InlineData("query: \"a\\nb\"")]
    [InlineData("query: \"ann\", first: 0")]
    [InlineData("query: \"ann\", first: 101")]
    [InlineData("query: \"ann\", first: -1")]
    public async Task A_search_with_invalid_arguments_is_refused(string arguments) => await RefusesAsync(arguments);

    [Fact]
    public async Task A_search_for_an_accent_without_a_letter_returns_nothing() =>
        Assert.Empty(await SearchAsync("\u0301", null, null, null, 10));

    [Fact]
    public async Task A_search_text_longer_than_100_characters_is_refused()
    {
        await RefusesAsync($"query: \"{new string('a', 101)}\"");
        Assert.Empty(await SearchAsync(new string('a', 100), null, null, null, 10));
        // The search folds each letter to `viii`, so the folded text has 400 characters.
        Assert.Empty(await SearchAsync(new string('Ⅷ', 100), "SIMILAR", null, null, 10));
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("us")]
    public async Task A_search_in_an_unknown_country_is_refused(string country)
    {
        var answer = await server.GraphQLAsync($$"""{ nameSearch(query: "ma", country: "{{country}}") { name } }""");
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal(
            ("BN201", $"There is no country `{country}`. Known codes are AU, CA, GB, US."),
            (error.GetProperty("extensions").GetProperty("code").GetString(), error.GetProperty("message").GetString())
        );
    }

    private async Task RefusesAsync(string arguments)
    {
        var answer = await server.GraphQLAsync($$"""{ nameSearch({{arguments}}) { name } }""");
        Assert.Equal(
            "BN208",
            Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("extensions").GetProperty("code").GetString()
        );
    }

    private async Task<List<string>> SearchAsync(string query, string? mode, string? country, string? gender, int? first)
    {
        const string document = """
            query($query: String!, $mode: NameSearchMode, $country: String, $gender: Gender, $first: Int) {
                nameSearch(query: $query, mode: $mode, country: $country, gender: $gender, first: $first) {
                    name count femaleCount maleCount firstYear lastYear
                }
            }
            """;
        var data = await server.DataAsync(
            document,
            new
            {
                query,
                mode,
                country,
                gender,
                first,
            }
        );
        return
        [
            .. data.GetProperty("nameSearch")
                .EnumerateArray()
                .Select(match => string.Join('|', match.EnumerateObject().Select(field => field.Value.ToString()))),
        ];
    }

    private IEnumerable<string> Expect(string mode, string query, string? country, string? gender)
    {
        var sought = Key(query);
        return from row in _rows
            where country is null || row.Country == country
            group row by row.Name into name
            let key = Key(name.Key)
            where
                sought != ""
                && mode switch
                {
                    "PREFIX" => key.StartsWith(sought, StringComparison.Ordinal),
                    "SUFFIX" => key.EndsWith(sought, StringComparison.Ordinal),
                    _ => key.Contains(sought, StringComparison.Ordinal),
                }
            let births = name.Where(row => gender is null || row.Gender == gender).Sum(row => row.Count)
            where births > 0
            // The database sorts text by its UTF-8 bytes. The hexadecimal digits of these bytes have the same order.
            orderby key != sought, key == sought && Fold(name.Key) != Fold(query), births descending, Convert.ToHexString(
                Encoding.UTF8.GetBytes(name.Key)
            )
            select string.Join(
                '|',
                name.Key,
                name.Sum(row => row.Count),
                Of(name, "F"),
                Of(name, "M"),
                name.Min(row => row.Year),
                name.Max(row => row.Year)
            );
    }

    private static int Of(IEnumerable<Row> rows, string gender) => rows.Where(row => row.Gender == gender).Sum(row => row.Count);

    /// <summary>Removes accents and converts to lowercase. Ø and Ł have no decomposition; the test data contains no other letter of this
    /// kind.</summary>
    private static string Fold(string text) =>
        string.Concat(
                text.Normalize(NormalizationForm.FormD)
                    .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            )
            .Normalize()
            .Replace('Ø', 'O')
            .Replace('Ł', 'L')
            .ToLowerInvariant();

    private static string Key(string text) => string.Concat(Fold(text).Where(letter => !" -'’‘.,()/?".Contains(letter)));

    /// <summary>Calculates the edit distance by recursion over the remaining text after each possible edit of the first letters.</summary>
    private static int Distance(string text, string other) => Distance([.. text.EnumerateRunes()], [.. other.EnumerateRunes()], limit: 3);

    private static int Distance(Rune[] a, Rune[] b, int limit) =>
        a.Length == 0 || b.Length == 0 ? a.Length + b.Length
        : a[0] == b[0] ? Distance(a[1..], b[1..], limit)
        : limit == 0 ? 1
        : 1
            + new[]
            {
                Distance(a[1..], b, limit - 1),
                Distance(a, b[1..], limit - 1),
                Distance(a[1..], b[1..], limit - 1),
                a.Length > 1 && b.Length > 1 && a[0] == b[1] && a[1] == b[0] ? Distance(a[2..], b[2..], limit - 1) : limit,
            }.Min();

    private sealed record Row(string Country, string Name, string Gender, int Year, int Count);
}
