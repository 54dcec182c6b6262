using System.Net;

namespace BabyNames.Server.Tests.OData;

/// <summary>Short requests that would become long statements, or long work.</summary>
public class AmplificationTests(FeedFixture feeds) : IClassFixture<FeedFixture>
{
    private static readonly string LongText = Enumerable.Range(0, 5).Aggregate("Name", (text, _) => $"substring({text},length({text}))");
    private static readonly string HalfText = Nest("Name", "substring(", ",1,9)", levels: 9);

    public static TheoryData<string> Doubling => new()
    {
        $"Countries?$apply=filter({Nest("Code eq 'US'", "(", ") in (true,null)", levels: 16)})",
        $"Countries?$filter=length(Code) eq 2 and ({Nest("SourceUrl eq 'a'", "(", ") in (true,null)", levels: 14)})",
        $"Countries?$compute={Nest("SourceUrl eq 'a'", "(", ") in (true,null)", levels: 16)} as Yes",
        $"Countries?$orderby={Nest("SourceUrl eq 'a'", "(", ") in (true,null)", levels: 16)}",
        $"NameStatistics?$filter={LongText} ne {LongText}",
        $"NameStatistics/$count?$filter={LongText} ne {LongText}",
        $"NameStatistics?$apply=groupby((Year),aggregate({LongText} with max as M,{LongText} with min as N))",
        $"NameStatistics?$orderby={LongText} ne {LongText}",
        $"NameStatistics?$compute={string.Join(',', Enumerable.Range(0, 9).Select(i => $"{HalfText} as C{i}"))}",
        $"NameStatistics?$filter=length(@n) in ({string.Join(',', Enumerable.Repeat("length(@n)", 19))})&@n={Nest("Name", "substring(", ",1,9)", levels: 7)}",
        $"NameStatistics?$filter=case({string.Join(',', Enumerable.Repeat($"Year eq 1:length({HalfText[10..^5]})", 9))}) eq 1",
    };

    [Theory]
    [MemberData(nameof(Doubling))]
    public async Task A_statement_that_would_be_too_long_is_refused(string path)
    {
        var (status, body, _) = await feeds.AskAsync(path);
        Assert.Contains("characters of SQL", body, StringComparison.Ordinal);
        Assert.Contains("\"BN400\"", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("Countries", "SourceUrl eq 'a'")]
    [InlineData("RisingNames(country='US',yearFrom=1880,yearTo=1881)", "Name eq 'a'")]
    public async Task Lists_within_lists_are_bounded_where_the_library_evaluates_them(string resource, string condition)
    {
        var (status, body, _) = await feeds.AskAsync($"{resource}?$filter={Nest(condition, "(", ") in (true,false)", levels: 24)}");
        Assert.Contains("nested more than 5 deep", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        (status, body, _) = await feeds.AskAsync($"{resource}?$filter={Nest(condition, "(", ") in (true,false)", levels: 2)}");
        Assert.True(status == HttpStatusCode.OK, body);
    }

    [Theory]
    [InlineData("(a{1,100}){1,100}")]
    [InlineData("(a*b*c*d*){1,200}")]
    [InlineData("((((a*b*){0,2}c*){0,2}d*){0,2}e*){0,20}")]
    [InlineData("(a?){1,50}(a?){1,50}(a?){1,50}")]
    [InlineData("x|(y|([]a]{2}[^])]\\)){60})")]
    [InlineData("(a?){200,}")]
    public async Task A_pattern_that_explodes_is_refused(string pattern)
    {
        var (status, body, _) = await feeds.AskAsync($"NameStatistics?$filter=matchesPattern(Name,'{Uri.EscapeDataString(pattern)}')");
        Assert.Contains("parts when they are written out; 100 are the most", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("^(An|Be).*(a|e){1,2}$")]
    [InlineData("^[[:alpha:]]{3,255}$")]
    [InlineData("^([A-Z][a-z]{1,9}-?){1,9}$")]
    [InlineData("^A[]x(){}]{0,200}nna|\\(\\{{0,200}")]
    public async Task Other_patterns_are_answered(string pattern)
    {
        var (status, body, _) = await feeds.AskAsync($"NameStatistics/$count?$filter=matchesPattern(Name,'{Uri.EscapeDataString(pattern)}')");
        Assert.True(status == HttpStatusCode.OK, body);
    }

    /// <summary>.NET would evaluate it.</summary>
    [Theory]
    [InlineData("$filter=matchesPattern(Name,'(.+)+!')")]
    [InlineData("$filter=Change gt 0 and not matchesPattern(Name,'(.+)+!')")]
    [InlineData("$orderby=matchesPattern(Name,'(.+)+!')")]
    public async Task A_pattern_is_not_for_the_rows_of_a_function(string query)
    {
        var (status, body, _) = await feeds.AskAsync($"RisingNames(country='US',yearFrom=1880,yearTo=1881)?{query}");
        Assert.Contains("BN501", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotImplemented, status);
    }

    private static string Nest(string inner, string open, string close, int levels)
    {
        for (var i = 0; i < levels; i++)
            inner = open + inner + close;
        return inner;
    }
}
