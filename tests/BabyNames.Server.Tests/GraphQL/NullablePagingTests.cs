using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests pages that are ordered by nullable columns of the node and by columns of a related row that can be missing.</summary>
public class NullablePagingTests(NullablePagingTests.NullableRowsFixture server) : IClassFixture<NullablePagingTests.NullableRowsFixture>
{
    [Theory]
    [InlineData(null, "uploaded_at DESC, id DESC")]
    [InlineData("[{ processedAt: ASC }]", "processed_at, id")]
    [InlineData("[{ processedAt: DESC }]", "processed_at DESC, id DESC")]
    [InlineData("[{ rowCount: DESC }, { filename: ASC }]", "row_count DESC, filename, id")]
    [InlineData("[{ status: ASC }, { processedAt: DESC }]", "status, processed_at DESC, id DESC")]
    [InlineData("[{ errorMessage: ASC }, { processedAt: ASC }]", "error_message, processed_at, id")]
    [InlineData("[{ errorMessage: DESC }, { rowCount: ASC }, { filename: DESC }]", "error_message DESC, row_count, filename DESC, id DESC")]
    public async Task Pages_contain_every_dataset_once_in_order(string? order, string sql) =>
        await AssertAsync("datasets", "id", order, $"SELECT id::TEXT FROM datasets WHERE deleted_at IS NULL ORDER BY {sql}");

    [Theory]
    [InlineData(null, "j.created_at DESC, j.id DESC")]
    [InlineData("[{ completedAt: ASC }]", "j.completed_at, j.id")]
    [InlineData("[{ completedAt: DESC }, { status: ASC }]", "j.completed_at DESC, j.status, j.id")]
    [InlineData("[{ lastError: DESC }, { completedAt: ASC }]", "j.last_error DESC, j.completed_at, j.id")]
    [InlineData("[{ dataset: { processedAt: ASC } }]", "d.processed_at, j.id")]
    [InlineData("[{ dataset: { filename: DESC } }]", "d.filename DESC, j.id DESC")]
    [InlineData("[{ dataset: { fileSize: ASC } }]", "d.file_size, j.id")]
    [InlineData("[{ dataset: { fileSize: DESC } }, { completedAt: ASC }]", "d.file_size DESC, j.completed_at, j.id")]
    [InlineData("[{ dataset: { country: { code: ASC } } }, { dataset: { uploadedAt: DESC } }]", "c.code, d.uploaded_at DESC, j.id DESC")]
    public async Task Pages_contain_every_job_once_in_order(string? order, string sql) =>
        await AssertAsync(
            "jobs",
            "id",
            order,
            $"""
            SELECT j.id::TEXT FROM jobs j LEFT JOIN datasets d ON d.id = j.dataset_id AND d.deleted_at IS NULL
            LEFT JOIN countries c ON c.id = d.country_id
            ORDER BY {sql}
            """
        );

    [Fact]
    public async Task A_job_of_a_deleted_dataset_has_no_dataset()
    {
        var data = await server.DataAsync("{ jobs(first: 1000) { nodes { dataset { filename country { code } } } } }");
        Assert.Equal(
            NullableRowsFixture.Deleted,
            data.GetProperty("jobs")
                .GetProperty("nodes")
                .EnumerateArray()
                .Count(node => node.GetProperty("dataset").ValueKind == System.Text.Json.JsonValueKind.Null)
        );
    }

    [Theory]
    [InlineData("{ processedAt: { eq: null } }", "processed_at IS NULL")]
    [InlineData("{ processedAt: { neq: null } }", "processed_at IS NOT NULL")]
    [InlineData("{ rowCount: { eq: 10 } }", "row_count = 10")]
    [InlineData("{ rowCount: { neq: 10 } }", "row_count IS DISTINCT FROM 10")]
    [InlineData("{ rowCount: { in: [10, 20] } }", "row_count IN (10, 20)")]
    [InlineData("{ rowCount: { gt: 10 } }", "row_count > 10")]
    [InlineData("{ errorMessage: { contains: \"fault\" } }", "error_message LIKE '%fault%'")]
    [InlineData("{ status: { in: [FAILED, PENDING] } }", "status IN ('failed', 'pending')")]
    public async Task A_filter_distinguishes_null_from_a_value(string where, string sql)
    {
        var pager = new Pager(server, "datasets", "id", where: where);
        var expected = await server.SqlAsync(
            $"SELECT id::TEXT FROM datasets WHERE deleted_at IS NULL AND {sql} ORDER BY uploaded_at DESC, id DESC"
        );
        Assert.Equal(expected.Select(row => (string)row[0]), await pager.ForwardAsync(1_000));
    }

    private async Task AssertAsync(string field, string nodes, string? order, string sql)
    {
        var pager = new Pager(server, field, nodes, order);
        var expected = (await server.SqlAsync(sql)).Select(row => (string)row[0]).ToList();
        foreach (var size in new[] { 1, 4 })
        {
            Assert.Equal(expected, await pager.ForwardAsync(size));
            Assert.Equal(expected, await pager.BackwardAsync(size));
        }
    }

    /// <summary>A server that runs no jobs, with datasets and jobs in every state.</summary>
    public sealed class NullableRowsFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false"),
            IAsyncLifetime
    {
        public const int Deleted = 3;

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var status in new[] { "pending", "processing", "completed", "failed" })
            {
                for (var i = 0; i < 4; i++)
                    await AddAsync(status, i);
            }
            await SqlAsync(
                "UPDATE datasets SET deleted_at = NOW() WHERE id IN (SELECT id FROM datasets ORDER BY sha256 LIMIT $1)",
                Deleted
            );
        }

        private async Task AddAsync(string status, int i)
        {
            var id = await Some.DatasetAsync(Databases, i % 2 == 0 ? "US" : "CA");
            if (status != "pending")
                await SqlAsync("UPDATE datasets SET status = 'processing' WHERE id = $1", id);
            await SqlAsync(
                """
                UPDATE datasets SET status = $2, filename = $3, file_size = $4,
                    processed_at = CASE WHEN $2 IN ('completed', 'failed')
                        THEN TIMESTAMPTZ '2026-01-01' + $5 * INTERVAL '1 microsecond' END,
                    row_count = CASE WHEN $2 = 'completed' THEN 10 * $5 END,
                    error_message = CASE WHEN $2 = 'failed' THEN 'fault ' || $5 END
                WHERE id = $1
                """,
                id,
                status,
                $"file{i}.txt",
                1L + i / 2,
                i / 2
            );
            await SqlAsync(
                """
                UPDATE jobs SET status = CASE $2 WHEN 'pending' THEN 'queued' WHEN 'processing' THEN 'running' ELSE $2 END,
                    locked_at = CASE $2 WHEN 'processing' THEN NOW() END, locked_by = CASE $2 WHEN 'processing' THEN 'a worker' END,
                    completed_at = CASE WHEN $2 IN ('completed', 'failed')
                        THEN TIMESTAMPTZ '2026-01-01' + $3 * INTERVAL '1 microsecond' END,
                    last_error = CASE WHEN $2 = 'failed' THEN 'fault' END
                WHERE dataset_id = $1
                """,
                id,
                status,
                i / 2
            );
        }
    }
}
