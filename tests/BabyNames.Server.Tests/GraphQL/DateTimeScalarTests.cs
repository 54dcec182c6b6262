using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests that timestamps are exact: a filter by a timestamp from a response finds its row.</summary>
public class DateTimeScalarTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Theory]
    [InlineData("2026-03-31 12:00:00.123456+00", "2026-03-31T12:00:00.123456Z")]
    [InlineData("2026-03-31 12:00:00.120+00", "2026-03-31T12:00:00.120Z")]
    [InlineData("2026-03-31 12:00:00+00", "2026-03-31T12:00:00.000Z")]
    public async Task A_DateTime_is_written_and_compared_with_microsecond_precision(string stored, string written)
    {
        await server.SqlAsync($"UPDATE datasets SET uploaded_at = '{stored}'");
        Assert.Equal(written, (await DatasetsAsync("{}"))[0].GetProperty("uploadedAt").GetString());
        Assert.NotEqual(0, (await DatasetsAsync($"{{ uploadedAt: {{ eq: \"{written}\" }} }}")).GetArrayLength());
        Assert.Equal(0, (await DatasetsAsync($"{{ uploadedAt: {{ gt: \"{written}\" }} }}")).GetArrayLength());
    }

    [Theory]
    [InlineData("05/12/2027")]
    [InlineData("23:59")]
    [InlineData("Nov 28 2026")]
    [InlineData("2026-11")]
    [InlineData("2026-11-28")]
    [InlineData("2026-11-28T10:00:00")]
    [InlineData("2026-11-28T10:00Z")]
    public async Task A_DateTime_that_is_not_RFC_3339_is_refused(string text)
    {
        var answer = await server.GraphQLAsync($"{{ datasets(where: {{ uploadedAt: {{ gt: \"{text}\" }} }}) {{ totalCount }} }}");
        Assert.True(answer.TryGetProperty("errors", out _), answer.GetRawText());
    }

    [Theory]
    [InlineData("2026-03-31T12:00:00Z")]
    [InlineData("2026-03-31t12:00:00.5z")]
    [InlineData("2026-03-31T14:00:00.1234567+02:00")]
    [InlineData("2026-03-31T06:30:00-05:30")]
    public async Task A_DateTime_of_RFC_3339_is_accepted(string text)
    {
        var answer = await server.GraphQLAsync($"{{ datasets(where: {{ uploadedAt: {{ gt: \"{text}\" }} }}) {{ totalCount }} }}");
        Assert.False(answer.TryGetProperty("errors", out _), answer.GetRawText());
    }

    private async Task<JsonElement> DatasetsAsync(string where) =>
        (await server.GraphQLAsync($"{{ datasets(where: {where}) {{ nodes {{ uploadedAt }} }} }}"))
            .GetProperty("data")
            .GetProperty("datasets")
            .GetProperty("nodes");
}
