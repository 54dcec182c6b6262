using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

public class BusyDatasetTests(IdleServerFixture server) : IClassFixture<IdleServerFixture>
{
    private const string StatusAndJobs =
        "SELECT d.status, (SELECT COUNT(*) FROM jobs WHERE dataset_id = d.id) FROM datasets d WHERE id = $1";

    [Theory]
    [InlineData("pending")]
    [InlineData("processing")]
    [InlineData("reprocessing")]
    public async Task A_dataset_with_an_active_job_cannot_be_reprocessed(string status)
    {
        var id = await Some.DatasetAsync(server.Databases);
        foreach (
            var step in status switch
            {
                "pending" => (string[])[],
                "processing" => ["processing"],
                _ => ["failed", "reprocessing"],
            }
        )
            await server.SqlAsync("UPDATE datasets SET status = $2 WHERE id = $1", id, step);

        var data = await server.DataAsync(
            """
            mutation ($id: UUID!) {
              reprocessDataset(input: { datasetId: $id, reason: "a test", parser: "us_ssa" }) {
                dataset { id } errors { __typename ... on Error { code message } }
              }
            }
            """,
            new { id },
            server.AdminKey
        );
        var error = Assert.Single(data.GetProperty("reprocessDataset").GetProperty("errors").EnumerateArray());
        Assert.Equal(("DatasetBusyError", "BN205"), (error.GetProperty("__typename").GetString(), error.GetProperty("code").GetString()));
        Assert.StartsWith($"Dataset {id} is {status}.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                [status, 1L],
            ],
            await server.SqlAsync(StatusAndJobs, id)
        );
    }

    [Fact]
    public async Task Only_one_of_several_concurrent_reprocess_requests_is_accepted()
    {
        var id = await Some.DatasetAsync(server.Databases);
        await server.SqlAsync("UPDATE jobs SET status = 'failed', completed_at = NOW() WHERE dataset_id = $1", id);
        await server.SqlAsync("UPDATE datasets SET status = 'failed' WHERE id = $1", id);
        const string mutation = """
            mutation ($id: UUID!) { reprocessDataset(input: { datasetId: $id, reason: "a test" }) { dataset { status }
                errors { __typename } } }
            """;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.DataAsync(mutation, new { id }, server.AdminKey)));
        Assert.Single(answers, answer => answer.GetProperty("reprocessDataset").GetProperty("errors").ValueKind == JsonValueKind.Null);
        Assert.Equal(
            [
                ["reprocessing", 2L],
            ],
            await server.SqlAsync(StatusAndJobs, id)
        );
    }

    [Fact]
    public async Task Only_one_of_several_concurrent_uploads_of_the_same_bytes_is_accepted()
    {
        var content = "Zoe,F,77\n"u8.ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => server.UploadAsync($"yob19{i}0.txt", content)));
        var datasets = answers.Select(answer => answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("dataset"));
        var taken = Assert.Single(datasets, dataset => dataset.ValueKind != JsonValueKind.Null);
        Assert.Equal(
            [
                [taken.GetProperty("id").GetGuid()],
            ],
            await server.SqlAsync("SELECT id FROM datasets WHERE sha256 = $1", taken.GetProperty("sha256").GetString()!)
        );
        Assert.Single(Directory.GetFiles(server.StorageFolder, "*", SearchOption.AllDirectories));
    }
}
