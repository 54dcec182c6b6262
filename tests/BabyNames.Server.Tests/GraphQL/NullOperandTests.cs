using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests that only <c>eq</c> and <c>neq</c> accept null and every other operator refuses it.</summary>
public class NullOperandTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("nameStatistics", "name", "startsWith")]
    [InlineData("nameStatistics", "name", "ncontains")]
    [InlineData("nameStatistics", "name", "nendsWith")]
    [InlineData("nameStatistics", "name", "in")]
    [InlineData("nameStatistics", "name", "nin")]
    [InlineData("nameStatistics", "count", "gt")]
    [InlineData("nameStatistics", "count", "nlte")]
    [InlineData("datasets", "rowCount", "lt")]
    [InlineData("countries", "sourceUrl", "contains")]
    public async Task An_operator_other_than_eq_and_neq_refuses_null(string connection, string field, string @operator)
    {
        var answer = await server.GraphQLAsync($"{{ {connection}(where: {{ {field}: {{ {@operator}: null }} }}) {{ totalCount }} }}");
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("FILTER_NULL", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Contains($"`{@operator}` does not accept null", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
