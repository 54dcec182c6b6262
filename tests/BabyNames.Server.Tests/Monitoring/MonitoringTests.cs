using System.Text.Json;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Server.Tests.Monitoring;

public sealed class MonitoringTests(IdleServerFixture server) : IClassFixture<IdleServerFixture>
{
    private const string Health = """
        { jobQueueHealth {
            queued due oldestDueSeconds running expiredLeases completedLast24Hours failedLast24Hours averageSeconds workers
        } }
        """;

    [Theory]
    [InlineData("{ datasetStatistics { rows } }")]
    [InlineData("{ jobQueueHealth { queued } }")]
    [InlineData("{ databaseHealth { bytes } }")]
    public async Task Only_admins_and_monitors_can_read_the_monitoring_fields(string query)
    {
        Assert.Equal("AUTH_NOT_AUTHORIZED", Code(await server.GraphQLAsync(query, key: server.ViewerKey)));
        Assert.Equal("AUTH_NOT_AUTHENTICATED", Code(await server.GraphQLAsync(query)));
        await server.DataAsync(query, key: server.AdminKey);
        await server.DataAsync(query, key: server.MonitorKey);
    }

    [Fact]
    public async Task The_health_of_the_queue_counts_its_jobs()
    {
        await server.SqlAsync("DELETE FROM jobs");
        var empty = (await server.DataAsync(Health, key: server.AdminKey)).GetProperty("jobQueueHealth");
        Assert.Equal("0|0||0|0|0|0||0", Line(empty));

        // Two active workers have three jobs and one inactive worker has one. Two jobs ran for 10 s and 20 s, and another ended long ago.
        // Two jobs are queued, and one of them is not due yet.
        await server.SqlAsync(
            """
            INSERT INTO jobs (type, status, created_at, started_at, completed_at, locked_at, locked_by, next_retry_at)
            SELECT 'parse_dataset', status, NOW() - age, NOW() - started, NOW() - completed, NOW() - locked, worker, NOW() + retry
                FROM (VALUES
                ('queued', INTERVAL '100 s', NULL::INTERVAL, NULL::INTERVAL, NULL::INTERVAL, NULL, NULL::INTERVAL),
                ('queued', '900 s', '800 s', NULL, NULL, NULL, INTERVAL '60 s'),
                ('running', '50 s', '40 s', NULL, '1 s', 'a', NULL),
                ('running', '50 s', '40 s', NULL, '50 s', 'b', NULL),
                ('running', '50 s', '40 s', NULL, '5 s', 'a', NULL),
                ('running', '900 s', '800 s', NULL, '70 s', 'c', NULL),
                ('completed', '100 s', '90 s', '80 s', NULL, NULL, NULL),
                ('completed', '100 s', '90 s', '70 s', NULL, NULL, NULL),
                ('completed', '26 h', '26 h', '25 h', NULL, NULL, NULL),
                ('failed', '2 h', '1 h', '1 h', NULL, NULL, NULL)
            ) AS job(status, age, started, completed, locked, worker, retry)
            """
        );
        var health = (await server.DataAsync(Health, key: server.AdminKey)).GetProperty("jobQueueHealth");
        Assert.InRange(health.GetProperty("oldestDueSeconds").GetDecimal(), 100, 130);
        Assert.Equal("2|1|4|1|2|1|15.0|2", Line(health, except: "oldestDueSeconds"));
        await server.SqlAsync("DELETE FROM jobs");
    }

    [Fact]
    public async Task Dataset_statistics_equal_the_stored_rows()
    {
        var older = await Some.CompletedAsync(
            server.Databases,
            new(2001, 'F', "Emma", 10),
            new(2001, 'F', "Ann", 5),
            new(2002, 'M', "Bob", 7)
        );
        var newer = await Some.CompletedAsync(server.Databases, new(2002, 'M', "Bob", 9), new NameRecord(2003, 'F', "Zoë", 8));
        var waiting = await Some.DatasetAsync(server.Databases, "GB");
        var data = await server.DataAsync(
            """
            { datasetStatistics {
                datasetId countryCode parserType status rows rowsServed count countServed slices slicesServed firstYear lastYear
                    jobs failedJobs lastJobSeconds
            } }
            """,
            key: server.AdminKey
        );
        var found = data.GetProperty("datasetStatistics")
            .EnumerateArray()
            .ToDictionary(statistics => statistics.GetProperty("datasetId").GetGuid());
        Assert.Equal($"{older}|US|us_ssa|COMPLETED|3|2|22|15|2|1|2001|2002|1|0", Line(found[older], except: "lastJobSeconds"));
        Assert.Equal($"{newer}|US|us_ssa|COMPLETED|2|2|17|17|2|2|2002|2003|1|0", Line(found[newer], except: "lastJobSeconds"));
        Assert.Equal($"{waiting}|GB|us_ssa|PENDING|0|0|0|0|0|0|||1|0|", Line(found[waiting]));
        var seconds = await server.Databases.Owner.OneAsync<decimal>(
            "SELECT EXTRACT(EPOCH FROM completed_at - started_at)::NUMERIC(18, 1) FROM jobs WHERE dataset_id = $1",
            older
        );
        Assert.Equal(seconds, found[older].GetProperty("lastJobSeconds").GetDecimal());

        // The expected figures come from the rows, because other tests also load files.
        var served = await server.SqlAsync(
            "SELECT dataset_id, COUNT(*), SUM(count)::BIGINT FROM names WHERE deleted_at IS NULL GROUP BY dataset_id"
        );
        Assert.Equal(
            served.Select(row => ((Guid)row[0], (long)row[1], (long)row[2])).Order(),
            found
                .Values.Where(statistics => statistics.GetProperty("rowsServed").GetInt64() > 0)
                .Select(statistics =>
                    (
                        statistics.GetProperty("datasetId").GetGuid(),
                        statistics.GetProperty("rowsServed").GetInt64(),
                        statistics.GetProperty("countServed").GetInt64()
                    )
                )
                .Order()
        );
        Assert.NotNull(await new JobQueue(server.Databases).ClaimAsync("a test", default));
    }

    [Theory]
    [InlineData("cancelDataset", "BN306: cancelled by an admin")]
    [InlineData("deleteDataset", "BN306: the dataset was deleted")]
    public async Task A_job_that_an_admin_ends_counts_as_cancelled_and_not_as_failed(string mutation, string error)
    {
        await server.RemoveDatasetsAsync();
        var id = await Some.CompletedAsync(server.Databases, new NameRecord(2000, 'F', "Emma", 10));
        var store = new DatasetStore(server.Databases);
        Assert.True(await store.ReprocessAsync(id, new("a test", (await store.FindAsync(id, default))!.Source), default));
        await server.DataAsync(
            $$"""mutation($id: UUID!) { {{mutation}}(input: {datasetId: $id}) { errors { __typename } } }""",
            new { id },
            server.AdminKey
        );

        var data = await server.DataAsync(
            """
            {
              jobQueueHealth { failedLast24Hours cancelledLast24Hours }
              jobs(where: { lastError: { startsWith: "BN306" } }) { nodes { status lastError } }
              datasetStatistics { status rowsServed failedJobs }
            }
            """,
            key: server.AdminKey
        );
        Assert.Equal("""{"failedLast24Hours":0,"cancelledLast24Hours":1}""", data.GetProperty("jobQueueHealth").GetRawText());
        Assert.StartsWith(
            error,
            data.GetProperty("jobs").GetProperty("nodes")[0].GetProperty("lastError").GetString(),
            StringComparison.Ordinal
        );
        if (mutation == "cancelDataset")
            Assert.Equal("""[{"status":"FAILED","rowsServed":1,"failedJobs":0}]""", data.GetProperty("datasetStatistics").GetRawText());
        Assert.StartsWith(
            error,
            await server.Databases.Owner.OneAsync<string>("SELECT error_message FROM datasets WHERE id = $1", id),
            StringComparison.Ordinal
        );
        await server.RemoveDatasetsAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_page_size_out_of_range_is_refused(int first) =>
        Assert.Equal(
            "BN208",
            Code(await server.GraphQLAsync($$"""{ datasetStatistics(first: {{first}}) { rows } }""", key: server.AdminKey))
        );

    [Fact]
    public async Task The_health_of_the_database_has_its_measurements()
    {
        var data = await server.DataAsync(
            """
            { databaseHealth { bytes connections longStatements { process } tables { name bytes bytesOfRows rows } 
                indexes { name table bytes scans } } }
            """,
            key: server.AdminKey
        );
        var health = data.GetProperty("databaseHealth");
        Assert.InRange(
            health.GetProperty("bytes").GetInt64(),
            1_000_000,
            await server.Databases.Owner.OneAsync<long>("SELECT PG_DATABASE_SIZE(CURRENT_DATABASE()) + 10000000")
        );
        Assert.InRange(health.GetProperty("connections").GetInt32(), 1, 200);
        Assert.Empty(health.GetProperty("longStatements").EnumerateArray());
        Assert.Equal(
            (
                await server.SqlAsync(
                    "SELECT tablename::TEXT FROM pg_tables WHERE schemaname = 'public' UNION SELECT matviewname::TEXT FROM pg_matviews"
                )
            )
                .Select(row => (string)row[0])
                .Order(StringComparer.Ordinal),
            health
                .GetProperty("tables")
                .EnumerateArray()
                .Select(table => table.GetProperty("name").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (await server.SqlAsync("SELECT indexname::TEXT, tablename::TEXT FROM pg_indexes WHERE schemaname = 'public'"))
                .Select(row => $"{row[0]} {row[1]}")
                .Order(StringComparer.Ordinal),
            health
                .GetProperty("indexes")
                .EnumerateArray()
                .Select(index => $"{index.GetProperty("name")} {index.GetProperty("table")}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_long_statement_of_another_user_is_listed()
    {
        await using var busy = new NpgsqlConnection(server.ConnectionString);
        await busy.OpenAsync();
        using var stop = new CancellationTokenSource();
        await using var sleep = new NpgsqlCommand("SELECT pg_sleep(600)", busy);
        var sleeping = sleep.ExecuteNonQueryAsync(stop.Token);
        // The GraphQL field lists statements that run for at least a minute. The test uses a shorter interval.
        await Eventually.SeeAsync(
            async () =>
                string.Join(
                    ", ",
                    (await server.Databases.Reader.SqlAsync("SELECT process, state FROM long_statements(INTERVAL '0.1 s')")).Select(row =>
                        $"{row[0]} {row[1]}"
                    )
                ),
            seen => seen.Contains($"{busy.ProcessID} active", StringComparison.Ordinal),
            "the statement"
        );
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
    }

    private static string? Code(JsonElement answer) =>
        Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("extensions").GetProperty("code").GetString();

    private static string Line(JsonElement row, string? except = null) =>
        string.Join(
            '|',
            row.EnumerateObject()
                .Where(field => field.Name != except)
                .Select(field => field.Value.ValueKind == JsonValueKind.Null ? "" : field.Value.ToString())
        );
}
