using System.Net;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests short requests that could cause long SQL statements or much work.</summary>
public class QueryAmplificationTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private static readonly string LongText = Enumerable.Range(0, 5).Aggregate("Name", (text, _) => $"substring({text},length({text}))");
    private static readonly string HalfText = Nest("Name", "substring(", ",1,9)", levels: 9);

    public static TheoryData<string> Doubling =>
        new()
        {
            $"Countries?$apply=filter({Nest("Code eq 'US'", "(", ") in (true,false)", levels: 16)})",
            $"Countries?$filter=length(Code) eq 2 and ({Nest("SourceUrl eq 'a'", "(", ") in (true,false)", levels: 14)})",
            $"Countries?$compute={Nest("SourceUrl eq 'a'", "(", ") in (true,false)", levels: 16)} as Yes",
            $"Countries?$orderby={Nest("SourceUrl eq 'a'", "(", ") in (true,false)", levels: 16)}",
            $"NameStatistics?$filter={LongText} ne {LongText}",
            $"NameStatistics/$count?$filter={LongText} ne {LongText}",
            $"NameStatistics?$apply=groupby((Year),aggregate({LongText} with max as M,{LongText} with min as N))",
            $"NameStatistics?$orderby={LongText} ne {LongText}",
            $"RisingNames(country='US',yearFrom=1880,yearTo=1881)?$filter={Nest("Name eq 'a'", "(", ") in (true,false)", levels: 24)}",
            $"NameStatistics?$compute={string.Join(',', Enumerable.Range(0, 9).Select(i => $"{HalfText} as C{i}"))}",
        };

    /// <summary>Each part of an expression adds one part to the SQL statement.</summary>
    [Theory]
    [MemberData(nameof(Doubling))]
    public async Task The_SQL_of_an_expression_grows_linearly(string path)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.True(status == HttpStatusCode.OK, body);
    }

    /// <summary>The SQL repeats the expression of a computed column at each use of the column.</summary>
    [Theory]
    [InlineData("length(Name)", "add", 8, HttpStatusCode.OK)]
    [InlineData("length(Name)", "add", 18, HttpStatusCode.BadRequest)]
    public async Task Computed_columns_that_grow_exponentially_are_refused(string first, string name, int steps, HttpStatusCode expected)
    {
        var chain = string.Concat(Enumerable.Range(1, steps).Select(i => $"/compute(X{i - 1} {name} X{i - 1} as X{i})"));
        var (status, body, _) = await server.AskAsync($"Countries?$apply=compute({first} as X0){chain}&$top=1&$select=X{steps}");
        Assert.True(status == expected, body);
        Assert.True(status == HttpStatusCode.OK || body.Contains("use computed columns less often", StringComparison.Ordinal), body);
    }

    [Fact]
    public async Task The_total_length_of_aliased_lists_is_limited()
    {
        var list = $"({string.Join(',', Enumerable.Repeat("'a'", 400))})";
        var (status, body, _) = await server.AskAsync(
            $"Countries?$filter={string.Join(" or ", Enumerable.Repeat("Code in @l", 60))}&@l={list}"
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("The query is too long with the lists of its aliases", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_number_of_unbounded_repetitions_in_a_pattern_is_limited()
    {
        var (status, body, _) = await server.AskAsync(
            $"NameStatistics/$count?$filter=matchesPattern(Name,'{string.Concat(Enumerable.Repeat(".*", 30))}z')"
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("at most 10 are allowed", body, StringComparison.Ordinal);
    }

    /// <summary>The SQL of a comparison with null contains the condition twice, to test whether it is true and whether it is
    /// false.</summary>
    [Theory]
    [InlineData(3, HttpStatusCode.OK)]
    [InlineData(12, HttpStatusCode.BadRequest)]
    public async Task The_depth_of_nested_comparisons_with_null_is_limited(int levels, HttpStatusCode expected)
    {
        var condition = Nest("contains(SourceUrl,'a')", "((", ") eq null or contains(SourceUrl,'a'))", levels);
        foreach (
            var query in new[]
            {
                $"$filter={condition}",
                $"$apply=filter({condition})",
                $"$compute={condition} as Yes",
                $"$orderby={condition}",
            }
        )
        {
            var (status, body, _) = await server.AskAsync($"Countries?{query}");
            Assert.True(status == expected, body);
            Assert.True(status == HttpStatusCode.OK || body.Contains("more than 2000 operations", StringComparison.Ordinal), body);
        }
    }

    [Theory]
    [InlineData("(a{1,100}){1,100}")]
    [InlineData("(a*b*c*d*){1,200}")]
    [InlineData("((((a*b*){0,2}c*){0,2}d*){0,2}e*){0,20}")]
    [InlineData("(a?){1,50}(a?){1,50}(a?){1,50}")]
    [InlineData("x|(y|([]a]{2}[^])]\\)){60})")]
    [InlineData("(a?){200,}")]
    public async Task A_pattern_that_expands_exponentially_is_refused(string pattern)
    {
        var (status, body, _) = await server.AskAsync($"NameStatistics?$filter=matchesPattern(Name,'{Uri.EscapeDataString(pattern)}')");
        Assert.Contains("parts when they are expanded; at most 100 are allowed", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("^(An|Be).*(a|e){1,2}$")]
    [InlineData("^[[:alpha:]]{3,255}$")]
    [InlineData("^([A-Z][a-z]{1,9}-?){1,9}$")]
    [InlineData("^A[]x(){}]{0,200}nna|\\(\\{{0,200}")]
    public async Task Other_patterns_are_accepted(string pattern)
    {
        var (status, body, _) = await server.AskAsync(
            $"NameStatistics/$count?$filter=matchesPattern(Name,'{Uri.EscapeDataString(pattern)}')"
        );
        Assert.True(status == HttpStatusCode.OK, body);
    }

    private static string Nest(string inner, string open, string close, int levels)
    {
        for (var i = 0; i < levels; i++)
            inner = open + inner + close;
        return inner;
    }
}
