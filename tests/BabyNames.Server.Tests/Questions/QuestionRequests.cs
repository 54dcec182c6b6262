using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Questions;

/// <summary>Sends the requests of the tests of questions.</summary>
internal static class QuestionRequests
{
    public static async Task AssertRefusedAsync(this QuestionFixture server, string field, string code, string message)
    {
        var answer = await server.GraphQLAsync($"{{ {field} }}");
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal(
            (code, message),
            (error.GetProperty("extensions").GetProperty("code").GetString(), error.GetProperty("message").GetString())
        );
    }

    /// <summary>Returns the SQL statements of a query. A first run of the query caches the countries.</summary>
    public static async Task<IReadOnlyList<string>> StatementsAsync(this QuestionFixture server, string query)
    {
        await server.DataAsync(query);
        using var log = new SqlLog(server.ConnectionString);
        await server.DataAsync(query);
        return log.Statements;
    }
}
