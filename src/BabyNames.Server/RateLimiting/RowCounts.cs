using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Notifications;
using Npgsql;

namespace BabyNames.Server.RateLimiting;

/// <summary>Estimates the number of rows of the row sets: of statistics by the stored totals of each country, year and sex, of
/// others by the estimate of PostgreSQL's planner. Read once for each data version.</summary>
internal sealed class RowCounts(Databases databases, DataVersion version, TimeProvider time, ILogger<RowCounts> logger)
{
    private const string Totals = "SELECT country_code, year, gender, names FROM year_totals";

    /// <summary>Sums up partitions, because autovacuum does not analyze the partitioned table.</summary>
    private const string Tables = """
        SELECT c.relname, SUM(p.reltuples)::bigint
        FROM pg_class c LEFT JOIN pg_inherits i ON i.inhparent = c.oid JOIN pg_class p ON p.oid = COALESCE(i.inhrelid, c.oid)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND p.reltuples > 0
        GROUP BY c.relname
        """;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private volatile Known _known = new(-1, [], new Dictionary<string, long>());
    private long _tried;

    /// <summary>Rows of a set within the bounds.</summary>
    /// <param name="row">Type of the set's rows.</param>
    public long Within(Type row, RowBounds bounds)
    {
        var known = Current();
        var (slices, rows, all) = (0L, 0L, 0L);
        foreach (var slice in known.Slices)
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
            Table(row) is { } table && known.Tables.TryGetValue(table, out var found) ? found
            : IsOfNames(row) ? all
            : 0;
        return row == typeof(NameStatistic) || row == typeof(PeriodStatistic) ? rows
            : all == 0 || !IsOfNames(row) ? counted
            : (long)((decimal)counted * rows / all);
    }

    /// <summary>Number of combinations of country, year and sex within the bounds: rows of the totals, and of one name.</summary>
    public long Slices(RowBounds bounds) => Within(typeof(YearTotal), bounds);

    private static string? Table(Type row) =>
        row == typeof(NameCount) ? "names"
        : row == typeof(DecadeStatistic) ? "decade_statistics"
        : row == typeof(AreaStatistic) ? "area_statistics"
        // Views of searchable_names.
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

    /// <summary>The first request after a change reads the counts; concurrent requests use the previous ones.</summary>
    private Known Current()
    {
        var known = _known;
        if (version.Current is not { } current || current == known.Version || !_turn.TryEnter())
            return known;
        try
        {
            if (_known.Version != current && (_tried == 0 || time.GetElapsedTime(_tried) > Retry))
                _known = Read(current);
        }
        catch (NpgsqlException exception)
        {
            _tried = time.GetTimestamp();
            logger.RowCountNotRead(exception.Message);
        }
        finally
        {
            _turn.Exit();
        }
        return _known;
    }

    private Known Read(long current)
    {
        using var connection = databases.Reader.OpenConnection();
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

    private sealed record Known(long Version, IReadOnlyList<Slice> Slices, IReadOnlyDictionary<string, long> Tables);

    private sealed record Slice(string Country, int Year, string Gender, int Names);
}
