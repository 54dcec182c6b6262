using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests the other fields of a query in which one field fails.</summary>
public sealed class PartialResponseTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Theory]
    [InlineData("nameSearch(query: \"\") { name }")]
    [InlineData("nameTrend(name: \"Emma\", country: \"XX\") { count }")]
    [InlineData("compareNames(names: [], country: \"US\") { name }")]
    [InlineData("genderDistribution(names: []) { name }")]
    [InlineData("unisexNames(country: \"XX\") { name }")]
    [InlineData("risingNames(country: \"US\", yearFrom: 2001, yearTo: 1880) { name }")]
    [InlineData("nameStatisticsGroups(groupBy: []) { sum }")]
    [InlineData("popularNames(country: \"XX\", year: 1880) { nodes { name } }")]
    public async Task A_field_with_an_error_is_null_and_the_other_fields_have_data(string field)
    {
        var answer = await server.Client.GraphQLAsync(
            $$"""{ refused: {{field}} yearTotals(first: 1) { nodes { year } } sources { id } }"""
        );
        Assert.Equal(
            ["refused"],
            Assert
                .Single(answer.GetProperty("errors").EnumerateArray())
                .GetProperty("path")
                .EnumerateArray()
                .Select(step => step.ToString())
        );
        var data = answer.GetProperty("data");
        Assert.Equal(JsonValueKind.Null, data.GetProperty("refused").ValueKind);
        Assert.Equal(1, data.GetProperty("yearTotals").GetProperty("nodes").GetArrayLength());
        Assert.NotEqual(0, data.GetProperty("sources").GetArrayLength());
    }
}
