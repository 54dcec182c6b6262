using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Tests <c>babynames partition</c> as an operator runs it.</summary>
public sealed class PartitionCommandTests : IDisposable
{
    private readonly string _folder = TestFolder.Create();

    public void Dispose()
    {
        TestFolder.Delete(Path.Combine(_folder, ".data"));
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task Partition_lists_the_copied_rows_and_needs_confirmation()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2001.txt"), "Emma,F,10\nLiam,M,12\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2002.txt"), "Emma,F,11\n");
        await AssertRunsAsync("completed: 2 rows are in the statistics.", 0, "ingest", "yob2001.txt", "--country", "US");
        await AssertRunsAsync("There are no partitions.", 0, "partition", "undo");

        await AssertRunsAsync("This copies 2 rows of 1 countries to partitions", 1, "partition");
        await AssertRunsAsync("Nothing was changed. Pass --yes to copy these rows.", 1, "partition");
        await AssertRunsAsync("copied 1 of 1 countries (US, 2 rows)", 0, "partition", "--yes");
        await AssertRunsAsync("Each country with rows has a partition.", 0, "partition");
        await AssertRunsAsync("completed: 1 rows are in the statistics.", 0, "ingest", "yob2002.txt", "--country", "US");
        await AssertRunsAsync("name_statistics: no difference", 0, "statistics", "rebuild");

        await AssertRunsAsync("This copies 3 rows of 2 partitions to one table", 1, "partition", "undo");
        await AssertRunsAsync("copied 2 of 2 partitions (names_us, 3 rows)", 0, "partition", "undo", "--yes");
        await AssertRunsAsync("name_statistics: no difference", 0, "statistics", "check");
    }

    private async Task AssertRunsAsync(string expected, int exitCode, params string[] arguments)
    {
        var run = await Executable.RunAsync(_folder, arguments);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, run.ExitCode);
    }
}
