using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Search;

/// <summary>A server that runs no jobs and contains all names of the US archive. The births of all years of a name are stored in one year,
/// 2001.</summary>
public sealed class ArchiveFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false"), IAsyncLifetime
{
    /// <summary>The names with their births, in descending order of births.</summary>
    public IReadOnlyList<(string Name, int Births)> Names { get; private set; } = [];

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var births = Samples.Births();
        Names =
        [
            .. births
                .GroupBy(row => row.Key.Name, (name, rows) => (Name: name, Births: rows.Sum(row => row.Value)))
                .OrderByDescending(row => row.Births)
                .ThenBy(row => row.Name, StringComparer.Ordinal),
        ];
        await Some.CompletedAsync(Databases, [.. births.Select(row => new NameRecord(2001, row.Key.Gender, row.Key.Name, row.Value))]);
        // VACUUM makes index-only scans possible, as autovacuum does in operation.
        await SqlAsync("VACUUM searchable_names");
    }
}
