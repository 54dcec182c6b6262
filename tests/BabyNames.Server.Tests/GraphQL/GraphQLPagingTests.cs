using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

public class GraphQLPagingTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    private const string Year2001 = "{ year: { eq: 2001 } }";

    public static TheoryData<string?, string> Orders =>
        new()
        {
            { null, "country_code, year, gender, name" },
            { "[{ name: ASC }]", "name, country_code, year, gender" },
            { "[{ name: DESC }]", "name DESC, country_code DESC, year DESC, gender DESC" },
            { "[{ count: DESC }]", "total_count DESC, country_code DESC, year DESC, gender DESC, name DESC" },
            { "[{ count: ASC }, { name: ASC }]", "total_count, name, country_code, year, gender" },
            { "[{ count: DESC }, { name: ASC }]", "total_count DESC, name, country_code, year, gender" },
            { "[{ gender: DESC }, { count: ASC }, { name: DESC }]", "gender DESC, total_count, name DESC, country_code DESC, year DESC" },
            { "[{ rank: ASC }, { share: DESC }]", "rank, share DESC, country_code DESC, year DESC, gender DESC, name DESC" },
            {
                "[{ country: { code: DESC } }, { gender: ASC }, { rank: DESC }]",
                "country_code DESC, gender, rank DESC, year DESC, name DESC"
            },
            { "[{ name: ASC }, { name: DESC }]", "name, country_code, year, gender" },
        };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Pages_contain_every_row_once_in_order_in_both_directions(string? order, string sql)
    {
        var pager = new Pager(server, "nameStatistics", "countryCode year gender name count", order, Year2001);
        var expected = await ExpectedAsync(sql);
        Assert.Equal(expected, await pager.ForwardAsync(7));
        Assert.Equal(expected, await pager.BackwardAsync(7));
        Assert.Equal(expected, await pager.ForwardAsync(1));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task First_and_last_apply_within_after_and_before(string? order, string sql)
    {
        var pager = new Pager(server, "nameStatistics", "countryCode year gender name count", order, Year2001);
        var expected = await ExpectedAsync(sql);
        var all = await pager.PageAsync("first: 1000");
        Assert.Equal(expected, all.Nodes);
        var window = $"after: \"{all.Cursors[4]}\", before: \"{all.Cursors[20]}\"";

        var first = await pager.PageAsync($"first: 5, {window}");
        Assert.Equal(expected[5..10], first.Nodes);
        Assert.True(first.HasNext);
        Assert.True(first.HasPrevious);
        var last = await pager.PageAsync($"last: 5, {window}");
        Assert.Equal(expected[15..20], last.Nodes);
        Assert.True(last.HasNext);
        Assert.True(last.HasPrevious);
        Assert.Equal(expected[5..20], (await pager.PageAsync($"first: 100, {window}")).Nodes);
        Assert.Equal(expected[5..15], (await pager.PageAsync($"after: \"{all.Cursors[4]}\"")).Nodes);
        Assert.Empty((await pager.PageAsync($"first: 5, after: \"{all.Cursors[20]}\", before: \"{all.Cursors[20]}\"")).Nodes);
    }

    [Theory]
    [InlineData("id", null, "n.id")]
    [InlineData("id", "[{ createdAt: DESC }]", "n.created_at DESC, n.id DESC")]
    [InlineData("id", "[{ dataset: { uploadedAt: DESC } }, { count: ASC }]", "d.uploaded_at DESC, n.count, n.id")]
    [InlineData("id", "[{ dataset: { country: { name: ASC } } }, { name: DESC }]", "n.name DESC, n.id DESC")]
    public async Task Pages_contain_every_row_of_the_files_once(string fields, string? order, string sql)
    {
        var pager = new Pager(server, "names", fields, order);
        var rows = await server.SqlAsync(
            $"SELECT n.id::TEXT FROM names n JOIN datasets d ON d.id = n.dataset_id WHERE n.deleted_at IS NULL ORDER BY {sql}"
        );
        var expected = rows.Select(row => (string)row[0]).ToList();
        Assert.Equal(expected, await pager.ForwardAsync(1_000));
        Assert.Equal(expected, await pager.BackwardAsync(700));
    }

    [Fact]
    public async Task A_page_has_ten_nodes_by_default()
    {
        var pager = new Pager(server, "nameStatistics", "name");
        Assert.Equal(10, (await pager.PageAsync("")).Nodes.Count);
        var none = await pager.PageAsync("first: 0");
        Assert.Empty(none.Nodes);
        Assert.Equal((null, null, true), (none.Start, none.End, none.HasNext));
    }

    [Fact]
    public async Task Rows_inserted_between_pages_do_not_move_others()
    {
        var pager = new Pager(server, "names", "id", "[{ name: ASC }]", "{ year: { eq: 2001 }, gender: { eq: F } }");
        var before = await pager.ForwardAsync(1_000);
        var page = await pager.PageAsync("first: 5");
        const string insert = """
            INSERT INTO names (dataset_id, country_id, area_id, year, name, gender, count)
            SELECT dataset_id, country_id, area_id, year, 'AAA', gender, 5 FROM names WHERE year = 2001 AND gender = 'F'
                LIMIT 1 RETURNING id
            """;
        var id = (long)(await server.SqlAsync(insert))[0][0];
        try
        {
            Assert.Equal(before[5..10], (await pager.PageAsync($"first: 5, after: \"{page.End}\"")).Nodes);
        }
        finally
        {
            await server.SqlAsync("DELETE FROM names WHERE id = $1", id);
        }
    }

    private async Task<List<string>> ExpectedAsync(string order)
    {
        var rows = await server.SqlAsync(
            $"SELECT CONCAT_WS('|', country_code, year, gender, name, total_count) FROM name_statistics WHERE year = 2001 ORDER BY {order}"
        );
        return [.. rows.Select(row => (string)row[0])];
    }
}
