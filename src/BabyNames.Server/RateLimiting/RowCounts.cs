using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Notifications;
using BabyNames.Server.Telemetry;
using Npgsql;

namespace BabyNames.Server.RateLimiting;

/// <summary>Estimates the number of rows of row sets. Estimates for statistics use the stored totals of each country, year and sex.
/// Estimates for other row sets use the row counts of PostgreSQL's planner. The counts are read once for each data version.</summary>
internal sealed class RowCounts(
    Databases databases,
    DatabaseOutage outage,
    DataVersion version,
    TimeProvider time,
    ILogger<RowCounts> logger
)
{
    private const string Totals = "SELECT country_code, year, gender, names FROM year_totals";

    /// <summary>Row counts of the planner. The counts of partitions are summed up, because autovacuum does not analyze the partitioned
    /// table.</summary>
    private const string Tables = """
        SELECT c.relname, SUM(p.reltuples)::bigint
        FROM pg_class c LEFT JOIN pg_inherits i ON i.inhparent = c.oid JOIN pg_class p ON p.oid = COALESCE(i.inhrelid, c.oid)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND p.reltuples > 0
        GROUP BY c.relname
        """;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _readLock = new();
    private volatile Counts _counts = new(-1, [], new Dictionary<string, long>());
    private long _failedAt;

    /// <summary>Returns the estimated number of rows within the bounds; 0 if it is unknown.</summary>
    /// <param name="row">Type of the rows.</param>
    public long Within(Type row, RowBounds bounds)
    {
        var counts = Current();
        var (slices, rows, all) = (0L, 0L, 0L);
        foreach (var slice in counts.Slices)
        {
            all += slice.Names;
            if (!bounds.Has(slice.Country, slice.Year, slice.Gender))
                continue;
            slices++;
            rows += slice.Names;
        }
        if (row == typeof(YearTotal))
            return slices;
        if (bounds.Names is { } names)
            return Math.Min(rows, names * slices);
        var counted =
            Table(row) is { } table && counts.Tables.TryGetValue(table, out var tableRows) ? tableRows
            : IsOfNames(row) ? all
            : 0;
        return row == typeof(NameStatistic) || row == typeof(PeriodStatistic) ? rows
            : all == 0 || !IsOfNames(row) ? counted
            : (long)((decimal)counted * rows / all);
    }

    /// <summary>Returns the number of combinations of country, year and sex within the bounds. It is the number of rows of the totals, and
    /// the maximum number of rows of one name.</summary>
    public long Slices(RowBounds bounds) => Within(typeof(YearTotal), bounds);

    private static string? Table(Type row) =>
        row == typeof(NameCount) ? "names"
        : row == typeof(DecadeStatistic) ? "decade_statistics"
        : row == typeof(AreaStatistic) ? "area_statistics"
        // These are views of searchable_names.
        : row == typeof(GenderProbability) || row == typeof(DistinctName) ? "searchable_names"
        : row == typeof(Country) ? "countries"
        : row == typeof(Area) ? "areas"
        : row == typeof(Dataset) ? "datasets"
        : row == typeof(DatasetSlice) ? "dataset_slices"
        : row == typeof(Job) ? "jobs"
        : row == typeof(AdminAction) ? "admin_actions"
        : null;

    private static bool IsOfNames(Type row) =>
        row == typeof(NameCount) || row == typeof(DecadeStatistic) || row == typeof(GenderProbability) || row == typeof(DistinctName);

    /// <summary>Returns the counts of the current data version. The first request after a change reads them; concurrent requests use the
    /// previous counts.</summary>
    private Counts Current()
    {
        var counts = _counts;
        if (version.Current is not { } current || current == counts.Version || !_readLock.TryEnter())
            return counts;
        try
        {
            if (_counts.Version != current && (_failedAt == 0 || time.GetElapsedTime(_failedAt) > RetryDelay))
                _counts = Read(current);
        }
        catch (NpgsqlException exception)
        {
            _failedAt = time.GetTimestamp();
            if (!outage.Report(exception))
                logger.RowCountNotRead(exception.Message);
        }
        finally
        {
            _readLock.Exit();
        }
        return _counts;
    }

    private Counts Read(long current)
    {
        using var connection = databases.PrimaryReader.OpenConnection();
        using var command = new NpgsqlCommand($"{Totals}; {Tables}", connection) { CommandTimeout = 1 };
        using var reader = command.ExecuteReader();
        var slices = new List<Slice>();
        while (reader.Read())
            slices.Add(new(reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3)));
        reader.NextResult();
        var tables = new Dictionary<string, long>();
        while (reader.Read())
            tables[reader.GetString(0)] = reader.GetInt64(1);
        return new(current, slices, tables);
    }

    private sealed record Counts(long Version, IReadOnlyList<Slice> Slices, IReadOnlyDictionary<string, long> Tables);

    private sealed record Slice(string Country, int Year, string Gender, int Names);
}
