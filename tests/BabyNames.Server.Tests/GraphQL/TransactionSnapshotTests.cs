using System.Globalization;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests that all fields of a response show the data of one point in time, even while the data changes.</summary>
public sealed class TransactionSnapshotTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    private const int Requests = 150;

    [Fact]
    public async Task All_fields_of_a_response_show_one_database_snapshot()
    {
        await WhileChangingAsync(
            "UPDATE year_totals SET births = births + 1 WHERE country_code = 'US' AND year = 1880",
            async request =>
            {
                var fields = Enumerable
                    .Range(1, 6)
                    .Select(number =>
                        $$"""field{{request}}x{{number}}: yearTotals(where: { year: { eq: 1880 } }, first: {{number}}) { """
                        + $$"""nodes { count } }"""
                    );
                var data = await server.DataAsync($"{{ {string.Join(' ', fields)} }}");
                Assert.Single(
                    data.EnumerateObject().Select(field => field.Value.GetProperty("nodes")[0].GetProperty("count").GetInt64()).Distinct()
                );
            }
        );
    }

    [Fact]
    public async Task The_count_and_the_rows_show_one_database_snapshot()
    {
        await WhileChangingAsync(
            "INSERT INTO countries (code, name) SELECT 'Z' || CHR(65 + COUNT(*)::INTEGER), 'Z' FROM countries WHERE code LIKE 'Z%' "
                + "HAVING COUNT(*) < 26",
            async _ =>
            {
                var data = (await server.DataAsync("{ countries(first: 100) { totalCount nodes { code } } }")).GetProperty("countries");
                Assert.Equal(data.GetProperty("nodes").GetArrayLength(), data.GetProperty("totalCount").GetInt32());
                var rows = await server.GetJsonAsync("/odata/Countries?$count=true");
                Assert.Equal(rows.GetProperty("value").GetArrayLength(), rows.GetProperty("@odata.count").GetInt32());
            }
        );
        await server.SqlAsync("DELETE FROM areas WHERE code LIKE 'Z%'; DELETE FROM countries WHERE code LIKE 'Z%'");
    }

    /// <summary>The failing field ends its transaction. This transaction can be the one that exported the snapshot for the other
    /// fields.</summary>
    [Fact]
    public async Task A_field_that_fails_does_not_abort_the_transaction_of_the_others()
    {
        for (var request = 0; request < Requests; request++)
        {
            var fields = string.Join(
                ' ',
                Enumerable
                    .Range(1, 5)
                    .Select(number =>
                        $$"""bad{{number}}: nameProfile(name: "Mary", country: "X{{number}}") { name } good{{number}}: """
                        + $$"""yearTotals(first: {{number}}) { totalCount nodes { year } }"""
                    )
            );
            var answer = await server.Client.GraphQLAsync($"{{ {fields} }}");
            foreach (var number in Enumerable.Range(1, 5).Select(number => number.ToString(CultureInfo.InvariantCulture)))
                Assert.Equal(4, answer.GetProperty("data").GetProperty($"good{number}").GetProperty("totalCount").GetInt32());
            Assert.All(
                answer.GetProperty("errors").EnumerateArray(),
                error => Assert.StartsWith("There is no country", error.GetProperty("message").GetString(), StringComparison.Ordinal)
            );
        }
    }

    /// <summary>Sends requests while another connection changes the data continuously.</summary>
    private async Task WhileChangingAsync(string sql, Func<int, Task> sendRequest)
    {
        using var stop = new CancellationTokenSource();
        var changes = Task.Run(async () =>
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
                await server.SqlAsync(sql);
            return count;
        });
        try
        {
            for (var request = 0; request < Requests; request++)
                await sendRequest(request);
        }
        finally
        {
            await stop.CancelAsync();
            Assert.True(await changes > 10);
        }
    }
}
