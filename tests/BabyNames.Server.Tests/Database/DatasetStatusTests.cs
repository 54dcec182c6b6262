using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

public class DatasetStatusTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly string[] All = ["pending", "processing", "completed", "failed", "reprocessing"];

    /// <summary>The allowed transitions that lead to each status.</summary>
    private static readonly Dictionary<string, string[]> Transitions = new()
    {
        ["pending"] = [],
        ["processing"] = ["processing"],
        ["completed"] = ["processing", "completed"],
        ["failed"] = ["processing", "failed"],
        ["reprocessing"] = ["processing", "completed", "reprocessing"],
    };

    private static readonly HashSet<(string From, string To)> Legal =
    [
        ("pending", "processing"),
        ("pending", "failed"),
        ("processing", "completed"),
        ("processing", "failed"),
        ("completed", "reprocessing"),
        ("failed", "reprocessing"),
        ("reprocessing", "completed"),
        ("reprocessing", "failed"),
    ];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var from in All)
            {
                foreach (var to in All)
                    pairs.Add(from, to);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Only_the_allowed_transitions_of_a_dataset_status_succeed(string from, string to)
    {
        var id = await Some.DatasetAsync(database.Databases);
        foreach (var step in Transitions[from])
            await StepAsync(id, step);
        if (from == to || Legal.Contains((from, to)))
        {
            await StepAsync(id, to);
            return;
        }
        var exception = await Assert.ThrowsAsync<PostgresException>(() => StepAsync(id, to));
        Assert.Equal((PostgresErrorCodes.CheckViolation, "dataset_status_step"), (exception.SqlState, exception.ConstraintName));
        Assert.Equal($"a dataset cannot go from {from} to {to}", exception.MessageText);
    }

    [Theory]
    [InlineData("processing")]
    [InlineData("completed")]
    [InlineData("failed")]
    [InlineData("reprocessing")]
    public async Task A_new_dataset_with_another_status_than_pending_is_refused(string status)
    {
        var exception = await Assert.ThrowsAsync<PostgresException>(() =>
            database.SqlAsync(
                """
                INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256, status)
                SELECT id, 'yob2001.txt', 'uploads/1', 1, 'us_ssa', REPEAT('0', 64), $1 FROM countries LIMIT 1
                """,
                status
            )
        );
        Assert.Equal("dataset_status_step", exception.ConstraintName);
    }

    private Task StepAsync(Guid id, string status) => database.SqlAsync("UPDATE datasets SET status = $2 WHERE id = $1", id, status);
}
