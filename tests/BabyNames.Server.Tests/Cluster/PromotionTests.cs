using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Cluster;

/// <summary>Kills the primary of a running server and promotes the standby.</summary>
public sealed class PromotionTests(ReplicatedServerFixture server) : IClassFixture<ReplicatedServerFixture>
{
    private const string Figure = "/graphql?query={nameStatistics(where:{year:{eq:2001}}){nodes{count}}}";

    [Fact]
    public async Task Reads_go_on_while_there_is_no_primary_and_uploads_after_the_promotion()
    {
        await server.IngestAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray());
        await server.Postgres.CaughtUpAsync();

        await server.Postgres.KillPrimaryAsync();
        for (var n = 0; n < 20; n++)
            Assert.Contains("\"count\":10", await FigureAsync(), StringComparison.Ordinal);

        await server.Postgres.Standby.SqlAsync("SELECT PG_PROMOTE()");
        await Eventually.SeeAsync(
            () => server.UploadAsync("yob2001.txt", "Emma,F,11\n"u8.ToArray()),
            answer =>
                answer.TryGetProperty("data", out var data)
                && data.ValueKind == JsonValueKind.Object
                && data.GetProperty("uploadDataset").GetProperty("dataset").ValueKind == JsonValueKind.Object,
            "an upload to be accepted"
        );
        await Eventually.SeeAsync(
            FigureAsync,
            answer => answer.Contains("\"count\":11", StringComparison.Ordinal),
            "the figure of the uploaded file"
        );
    }

    private async Task<string> FigureAsync() => (await server.GetJsonAsync(Figure)).ToString();
}
