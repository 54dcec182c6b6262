namespace BabyNames.Server.Tests.Questions;

[Collection(QuestionCollection.Name)]
public sealed class CompareNamesTests(QuestionFixture server)
{
    private const string Points = "{ name year gender count rank share yearTotal }";

    [Theory]
    [InlineData("")]
    [InlineData(", gender: F")]
    [InlineData(", yearFrom: 1900, yearTo: 1907")]
    public async Task Trends_are_in_the_order_of_the_requested_names(string further)
    {
        string[] names = ["Willie", "mary", "Nobody", "John", "Mary"];
        var data = await server.DataAsync(
            $$"""{ compareNames(names: ["{{string.Join("\", \"", names)}}"], country: "US"{{further}}) { name trend {{Points}} } }"""
        );
        var answers = data.GetProperty("compareNames").EnumerateArray().ToList();
        Assert.Equal(["Willie", "Mary", "Nobody", "John", "Mary"], answers.Select(answer => answer.GetProperty("name").GetString()));
        for (var i = 0; i < names.Length; i++)
        {
            var alone = await server.DataAsync($$"""{ nameTrend(name: "{{names[i]}}", country: "US"{{further}}) {{Points}} }""");
            Assert.Equal(alone.GetProperty("nameTrend").GetRawText(), answers[i].GetProperty("trend").GetRawText());
        }
        var points = await server.SqlAsync("SELECT COUNT(*) FROM name_statistics WHERE country_code = 'US' AND name IN ('Willie', 'Mary')");
        if (further.Length == 0)
            Assert.Equal((long)points[0][0], answers.Take(2).Sum(answer => answer.GetProperty("trend").GetArrayLength()));
    }

    [Theory]
    [InlineData("""names: ["Mary"], country: "US" """, "BN208", "`names` has 1 names; give 2 to 10.")]
    [InlineData("""names: ["A","B","C","D","E","F","G","H","I","J","K"], country: "US" """, "BN208", "`names` has 11 names; give 2 to 10.")]
    [InlineData("""names: ["Mary", ""], country: "US" """, "BN208", "`names[1]` has 0 characters; give a name of 1 to 100.")]
    [InlineData("""names: ["Mary", "Anna"], country: "XX" """, "BN201", "There is no country `XX`. Known are AU, CA, GB, US.")]
    [InlineData(
        """names: ["Mary", "Anna"], country: "US", yearFrom: 1901, yearTo: 1900""",
        "BN208",
        "`yearFrom` 1901 is after `yearTo` 1900; exchange them."
    )]
    public Task Invalid_arguments_of_compareNames_are_refused(string arguments, string code, string message) =>
        server.AssertRefusedAsync($"compareNames({arguments}) {{ name }}", code, message);

    [Fact]
    public async Task The_field_compareNames_runs_one_statement() =>
        Assert.Single(
            await server.StatementsAsync($$"""{ compareNames(names: ["Mary", "John", "Anna"], country: "US") { name trend {{Points}} } }""")
        );
}
