using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests datasets that have the same slice (area, year and sex). The dataset with the latest claim serves the slice, and no birth
/// counts twice.</summary>
public class SliceReplacementTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Figures = """
        SELECT year, gender::TEXT, COUNT(*)::INTEGER, SUM(total_count)::BIGINT, MAX(year_total), MAX(dataset_count),
            MD5(STRING_AGG(CONCAT_WS(',', name, total_count, rank, share), ';' ORDER BY name))
        FROM name_statistics GROUP BY year, gender ORDER BY year, gender
        """;

    private const string Serving = """
        SELECT d.filename, s.year, s.gender::TEXT, s.row_count,
            (SELECT COUNT(*)::INTEGER FROM names n WHERE (n.dataset_id, n.year, n.gender) = (s.dataset_id, s.year, s.gender)
                AND n.deleted_at IS NULL)
        FROM dataset_slices s JOIN datasets d ON d.id = s.dataset_id WHERE s.hidden_at IS NULL ORDER BY 2, 3
        """;

    private const string Reprocess = """
        mutation ($id: UUID!, $reason: String!) {
          reprocessDataset(input: { datasetId: $id, reason: $reason }) {
            dataset { id status rowCount } errors { __typename ... on Error { code message } }
          }
        }
        """;

    [Fact]
    public async Task A_newer_file_replaces_its_slices_and_reprocessing_changes_no_figure()
    {
        var archive = await server.IngestAsync("names.zip", Samples.Zip(2022, 2023));
        var expected = await server.SqlAsync(Figures);
        AssertPublished(expected);
        Assert.Equal(["names.zip", "names.zip", "names.zip", "names.zip"], (await server.SqlAsync(Serving)).Select(row => row[0]));

        var single = await server.IngestAsync("yob2023.txt", Samples.Year(2023));
        await AssertServedAsync(expected);

        await ReprocessAsync(single, "a better parser");
        await AssertServedAsync(expected);
        // The dataset's slices of 2023 are hidden. Reprocessing must not show them again, and must not count 2022 twice.
        await ReprocessAsync(archive, "again");
        await AssertServedAsync(expected);

        Assert.Equal(
            [
                ["parse_dataset", DBNull.Value],
                ["parse_dataset", DBNull.Value],
                ["reprocess_dataset", "a better parser"],
                ["reprocess_dataset", "again"],
            ],
            await server.SqlAsync("SELECT type, payload ->> 'reason' FROM jobs ORDER BY created_at")
        );
        Assert.Equal(
            [
                ["names.zip", "completed", 63_724],
                ["yob2023.txt", "completed", 31_682],
            ],
            await server.SqlAsync("SELECT filename, status, row_count FROM datasets ORDER BY uploaded_at")
        );
    }

    private static void AssertPublished(List<object[]> figures)
    {
        var (before, last) = (Expected.Year(2022), Expected.Year(2023));
        Assert.Equal(
            [
                (2022, "F", before.RowsF, before.BirthsF),
                (2022, "M", before.RowsM, before.BirthsM),
                (2023, "F", last.RowsF, last.BirthsF),
                (2023, "M", last.RowsM, last.BirthsM),
            ],
            figures.Select(row => ((int)row[0], (string)row[1], (int)row[2], (long)row[3]))
        );
        Assert.All(figures, row => Assert.Equal(1, row[5]));
    }

    private async Task AssertServedAsync(List<object[]> expected)
    {
        Assert.Equal(expected, await server.SqlAsync(Figures));
        var serving = await server.SqlAsync(Serving);
        Assert.Equal(
            [("names.zip", 2022, "F"), ("names.zip", 2022, "M"), ("yob2023.txt", 2023, "F"), ("yob2023.txt", 2023, "M")],
            serving.Select(row => ((string)row[0], (int)row[1], (string)row[2]))
        );
        Assert.All(serving, row => Assert.Equal(row[3], row[4]));
        Assert.Equal(
            [
                [serving.Sum(row => (int)row[3])],
            ],
            await server.SqlAsync("SELECT COUNT(*)::INTEGER FROM names WHERE deleted_at IS NULL")
        );
    }

    private async Task ReprocessAsync(Guid id, string reason)
    {
        var payload = (await server.DataAsync(Reprocess, new { id, reason }, server.AdminKey)).GetProperty("reprocessDataset");
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("errors").ValueKind);
        Assert.Contains(payload.GetProperty("dataset").GetProperty("status").GetString(), new[] { "REPROCESSING", "COMPLETED" });
        await server.SettleAsync(id);
    }
}
