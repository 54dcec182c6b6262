using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Search;

/// <summary>A server that runs no jobs, with all names of the US archive and their births of all years as those of one year.</summary>
public sealed class ArchiveFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Jobs:Enabled", "false"), IAsyncLifetime
{
    /// <summary>By births, the most first.</summary>
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
        // Index-only scans, as autovacuum keeps them.
        await SqlAsync("VACUUM searchable_names");
    }
}
