namespace BabyNames.Data.Statistics;

/// <summary>A table of the statistics and how its rows are computed.</summary>
/// <param name="Name">Of the table.</param>
/// <param name="Key">Columns of its unique index.</param>
/// <param name="Values">All other columns.</param>
/// <param name="Compute">The query of its rows, given what follows FROM.</param>
/// <param name="All">Follows FROM for all rows.</param>
/// <param name="Changed">Follows FROM for the rows that the temporary table <c>cells</c> changes; null where they are not computed so.</param>
/// <param name="Stored">The same rows as they are stored: a condition on the table <c>t</c>.</param>
internal sealed record StatisticsTable(
    string Name, string[] Key, string[] Values, Func<string, string> Compute, string All, string? Changed = null, string Stored = "TRUE")
{
    private const string OfCells = "(t.country_code, t.year, t.gender) IN (SELECT country_code, year, gender FROM cells)";
    private const string DecadesOfCells = "SELECT DISTINCT country_code, year / 10 * 10 AS year, gender FROM cells";
    private const string StatisticsOfCells = "cells c JOIN name_statistics n USING (country_code, year, gender)";

    private static readonly string[] CellKey = ["country_code", "year", "gender"];
    private static readonly string[] NameKey = [.. CellKey, "name"];
    private static readonly string[] Figures = ["total_count", "country_id", "dataset_count", "rank", "year_total", "share"];

    /// <summary>Cell by cell, from the index of cells: sorting all rows of the US together takes four times as long.</summary>
    public static StatisticsTable Names { get; } = new(
        "name_statistics", NameKey, Figures,
        from => $"""
            SELECT c.country_id, c.country_code, c.year, c.gender, s.* FROM {from} c CROSS JOIN LATERAL (
            {Ranked("", """
                SELECT n.name, SUM(n.count) AS total_count, COUNT(*)::INTEGER AS dataset_count
                FROM names n
                WHERE n.country_id = c.country_id AND n.year = c.year AND n.gender = c.gender AND n.deleted_at IS NULL
                GROUP BY n.name
                """)}
            ORDER BY name) s
            """,
        """
        (
            SELECT country_id, code AS country_code, year, gender FROM names JOIN countries ON countries.id = country_id
            WHERE deleted_at IS NULL GROUP BY country_id, code, year, gender ORDER BY code, year, gender
        )
        """,
        "cells",
        OfCells);

    public static StatisticsTable Years { get; } = new(
        "year_totals", CellKey, ["births", "country_id", "names", "smallest_count", "largest_count"],
        from => $"""
            SELECT n.country_id, n.country_code, n.year, n.gender, SUM(n.total_count)::BIGINT AS births, COUNT(*)::INTEGER AS names,
                MIN(n.total_count) AS smallest_count, MAX(n.total_count) AS largest_count
            FROM {from} GROUP BY n.country_id, n.country_code, n.year, n.gender
            """,
        "name_statistics n", StatisticsOfCells, OfCells);

    public static StatisticsTable Decades { get; } = new(
        "decade_statistics", NameKey, Figures,
        from => Ranked("PARTITION BY country_code, year, gender ", $"""
            SELECT n.country_id, n.country_code, n.year / 10 * 10 AS year, n.gender, n.name,
                SUM(n.total_count)::BIGINT AS total_count, MAX(n.dataset_count) AS dataset_count
            FROM {from} GROUP BY n.country_id, n.country_code, n.year / 10 * 10, n.gender, n.name
            """),
        "name_statistics n",
        $"""
        ({DecadesOfCells}) d JOIN name_statistics n
            ON n.country_code = d.country_code AND n.year BETWEEN d.year AND d.year + 9 AND n.gender = d.gender
        """,
        $"(t.country_code, t.year, t.gender) IN ({DecadesOfCells})");

    /// <summary>Those of changed cells follow by <see cref="NameTotals"/>. Added up in two steps: few sums over millions of rows, all of
    /// them over what is left.</summary>
    public static StatisticsTable SearchableNames { get; } = new(
        "searchable_names", ["country_code", "name"], ["births", "country_id", "folded", "female_births", "male_births", "first_year", "last_year"],
        from => $"""
            SELECT country_id, COALESCE(country_code, '') COLLATE "C" AS country_code, name, fold_name(name) AS folded, SUM(births)::BIGINT AS births,
                COALESCE(SUM(births) FILTER (WHERE gender = 'F'), 0)::BIGINT AS female_births,
                COALESCE(SUM(births) FILTER (WHERE gender = 'M'), 0)::BIGINT AS male_births,
                MIN(first_year) AS first_year, MAX(last_year) AS last_year
            FROM (
                SELECT country_id, country_code, name, gender, SUM(total_count)::BIGINT AS births, MIN(year) AS first_year, MAX(year) AS last_year
                FROM {from} GROUP BY country_id, country_code, name, gender
            ) s
            GROUP BY GROUPING SETS ((country_id, country_code, name), (name))
            """,
        "name_statistics");

    /// <summary>In the order in which they are computed: all follow from the first.</summary>
    public static IReadOnlyList<StatisticsTable> Tables { get; } = [Names, Years, Decades, SearchableNames];

    /// <summary>The temporary table of <see cref="Compare"/>.</summary>
    public string Differences => $"{Name}_differences";

    /// <summary>Of a row, as text, in a query of <see cref="Differences"/>.</summary>
    public string KeyText => $"CONCAT_WS(' ', {List(Key, "")})";

    /// <inheritdoc cref="KeyText"/>
    public string StoredText => Text("stored_");

    /// <inheritdoc cref="KeyText"/>
    public string ComputedText => Text("");

    private string Columns => List([.. Key, .. Values], "");

    /// <summary>Fills the empty table.</summary>
    public string Fill => $"INSERT INTO {Name} ({Columns}) SELECT {Columns} FROM ({Compute(All)}) f";

    /// <summary>Makes the table what was computed. Rows that differ are inserted anew in the order of the key, which takes half of the time
    /// of an UPDATE: that writes to the indexes in the order of a join.</summary>
    public IReadOnlyList<string> Apply =>
    [
        $"DELETE FROM {Name} t USING {Differences} d WHERE d.stored_{Values[0]} IS NOT NULL AND ({List(Key, "t.")}) = ({List(Key, "d.")})",
        $"INSERT INTO {Name} ({Columns}) SELECT {Columns} FROM {Differences} WHERE {Values[0]} IS NOT NULL ORDER BY {List(Key, "")}",
    ];

    /// <summary>Keeps where table and computation differ: the key, each value as computed, and each as <c>stored_VALUE</c>. Those of a
    /// row that one side does not have are null.</summary>
    /// <param name="onlyChanged">Whether only what <c>cells</c> changes is compared.</param>
    public string Compare(bool onlyChanged) => $"""
        CREATE TEMPORARY TABLE {Differences} ON COMMIT DROP AS
        SELECT {List(Key, "")}, {List(Values, "f.")}, {string.Join(", ", Values.Select(value => $"s.{value} AS stored_{value}"))}
        FROM ({Compute(onlyChanged ? Changed! : All)}) f
        FULL JOIN (SELECT * FROM {Name} t WHERE {(onlyChanged ? Stored : "TRUE")}) s USING ({List(Key, "")})
        WHERE ({List(Values, "f.")}) IS DISTINCT FROM ({List(Values, "s.")})
        """;

    /// <summary>Adds rank, total and share (100 * births / total, percent, two decimals, halves up; in whole numbers, which takes a
    /// third of a numeric division's time).</summary>
    private static string Ranked(string partition, string births) => $"""
        SELECT *, (((20000 * total_count + year_total) / (2 * year_total)) * 0.01)::NUMERIC(5, 2) AS share
        FROM (
            SELECT *, RANK() OVER ({partition}ORDER BY total_count DESC)::INTEGER AS rank,
                (SUM(total_count) OVER ({partition.TrimEnd()}))::BIGINT AS year_total
            FROM ({births}) births
        ) ranked
        """;

    private static string List(IEnumerable<string> columns, string prefix) => string.Join(", ", columns.Select(column => prefix + column));

    private string Text(string prefix) => $"""
        CASE WHEN {prefix}{Values[0]} IS NOT NULL THEN CONCAT_WS(', ', {string.Join(", ",
            Values.Where(value => value != "country_id").Select(value => $"'{value} ' || {prefix}{value}"))}) END
        """;
}
