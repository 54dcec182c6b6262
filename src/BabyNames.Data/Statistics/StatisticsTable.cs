namespace BabyNames.Data.Statistics;

/// <summary>A table of the statistics and the query that computes its rows.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Key">Columns of its unique index.</param>
/// <param name="Values">All other columns.</param>
/// <param name="Compute">Returns the query that computes rows. Its argument is a FROM item: <paramref name="All"/> or
/// <paramref name="Changed"/>.</param>
/// <param name="All">FROM item from which all rows are computed.</param>
/// <param name="Changed">FROM item from which the rows of changed cells are computed; null if the table is not refreshed by
/// cells.</param>
/// <param name="Stored">Condition that selects the stored rows of changed cells. The alias of the table is <c>t</c>.</param>
internal sealed record StatisticsTable(
    string Name,
    string[] Key,
    string[] Values,
    Func<string, string> Compute,
    string All,
    string? Changed = null,
    string Stored = "TRUE"
)
{
    private const string IsInCells = "(t.country_code, t.year, t.gender) IN (SELECT country_code, year, gender FROM cells)";
    private const string DecadesOfCells = "SELECT DISTINCT country_code, year / 10 * 10 AS decade, gender FROM cells";
    private const string StatisticsOfCells = "cells c JOIN name_statistics n USING (country_code, year, gender)";

    private static readonly string[] CellKey = ["country_code", "year", "gender"];
    private static readonly string[] Figures = ["total_count", "country_id", "dataset_count", "rank", "share", "coverage"];

    /// <summary>The figures of names by country and year.</summary>
    /// <remarks>Each cell is computed separately, because sorting all rows of the US together takes four times as long. In a cell with
    /// one area, each row is from another file. In a cell with several areas, rows are grouped by dataset first, because a file may have
    /// several areas.</remarks>
    public static StatisticsTable Names { get; } =
        new(
            "name_statistics",
            [.. CellKey, "name"],
            [.. Figures, "year_total"],
            from =>
                $"""
            SELECT c.country_id, c.country_code, c.year, c.gender, c.coverage, s.* FROM {from} c CROSS JOIN LATERAL (
            {Ranked("year_total", "", """
                SELECT n.name, SUM(n.count) AS total_count, COUNT(*)::INTEGER AS dataset_count
                FROM names n
                WHERE n.country_id = c.country_id AND n.year = c.year AND n.gender = c.gender AND n.area_id = c.area_ids[1]
                    AND CARDINALITY(c.area_ids) = 1 AND n.deleted_at IS NULL
                GROUP BY n.name
                UNION ALL
                SELECT n.name, SUM(n.count)::BIGINT AS total_count, COUNT(*)::INTEGER AS dataset_count
                FROM (
                    SELECT name, SUM(count) AS count FROM names n
                    WHERE n.country_id = c.country_id AND n.year = c.year AND n.gender = c.gender AND n.area_id = ANY (c.area_ids)
                        AND CARDINALITY(c.area_ids) > 1 AND n.deleted_at IS NULL
                    GROUP BY name, dataset_id
                ) n
                GROUP BY n.name
                """)}
            ORDER BY name) s
            """,
            // The same result as the view statistics_cells, but computed from the rows. So a check compares the rows with the slices too.
            """
            (
                SELECT l.country_id, c.code AS country_code, l.year, l.gender,
                    CASE WHEN BOOL_OR(a.is_whole) THEN ARRAY_AGG(a.id) FILTER (WHERE a.is_whole) ELSE ARRAY_AGG(a.id) END AS area_ids,
                    CASE WHEN BOOL_OR(a.is_whole) THEN c.code ELSE STRING_AGG(a.code, ', ' ORDER BY a.code) END COLLATE "C" AS coverage
                FROM (
                    SELECT country_id, area_id, year, gender FROM names WHERE deleted_at IS NULL GROUP BY country_id, area_id, year, gender
                ) l JOIN areas a ON a.id = l.area_id JOIN countries c ON c.id = l.country_id
                WHERE a.is_whole OR a.counts_towards_total
                GROUP BY l.country_id, c.code, l.year, l.gender ORDER BY c.code, l.year, l.gender
            )
            """,
            "cells",
            IsInCells
        );

    /// <summary>The totals of countries by year.</summary>
    public static StatisticsTable Years { get; } =
        new(
            "year_totals",
            CellKey,
            ["births", "country_id", "names", "smallest_count", "largest_count", "coverage"],
            from =>
                $"""
                    SELECT n.country_id, n.country_code, n.year, n.gender, SUM(n.total_count)::BIGINT AS births, COUNT(*)::INTEGER AS names,
                        MIN(n.total_count) AS smallest_count, MAX(n.total_count) AS largest_count, MIN(n.coverage) AS coverage
                    FROM {from} GROUP BY n.country_id, n.country_code, n.year, n.gender
                    """,
            "name_statistics n",
            StatisticsOfCells,
            IsInCells
        );

    /// <summary>The figures of names by country and decade.</summary>
    public static StatisticsTable Decades { get; } =
        new(
            "decade_statistics",
            ["country_code", "decade", "gender", "name"],
            [.. Figures, "decade_total"],
            from =>
                $"""
            SELECT * FROM (
            {Ranked("decade_total", "PARTITION BY country_code, decade, gender ", $"""
                SELECT n.country_id, n.country_code, n.year / 10 * 10 AS decade, n.gender, n.name,
                    SUM(n.total_count)::BIGINT AS total_count, MAX(n.dataset_count) AS dataset_count
                FROM {from} GROUP BY n.country_id, n.country_code, n.year / 10 * 10, n.gender, n.name
                """)}
            ) s
            JOIN (
                SELECT country_code, year / 10 * 10 AS decade, gender, coverage_union(ARRAY_AGG(coverage)) AS coverage
                FROM year_totals GROUP BY country_code, year / 10 * 10, gender
            ) c USING (country_code, decade, gender)
            """,
            "name_statistics n",
            $"""
            ({DecadesOfCells}) d JOIN name_statistics n
                ON n.country_code = d.country_code AND n.year BETWEEN d.decade AND d.decade + 9 AND n.gender = d.gender
            """,
            $"(t.country_code, t.decade, t.gender) IN ({DecadesOfCells})"
        );

    /// <summary>The areas that the figures of countries cover.</summary>
    public static StatisticsTable Coverage { get; } =
        new(
            "country_coverage",
            ["country_code"],
            ["coverage", "country_id"],
            from =>
                $"""
                    SELECT n.country_id, n.country_code, coverage_union(ARRAY_AGG(n.coverage)) AS coverage
                    FROM {from} GROUP BY n.country_id, n.country_code
                    """,
            "year_totals n",
            "year_totals n WHERE n.country_code IN (SELECT country_code FROM cells)",
            "t.country_code IN (SELECT country_code FROM cells)"
        );

    /// <summary>The figures of names by part of a country and year.</summary>
    public static StatisticsTable Areas { get; } =
        new(
            "area_statistics",
            ["area", "year", "gender", "name"],
            ["total_count", "country_id", "country_code", "rank", "share", "year_total"],
            from =>
                $"""
            SELECT c.area, c.country_id, c.country_code, c.year, c.gender, s.* FROM {from} c CROSS JOIN LATERAL (
            {Ranked("year_total", "", """
                SELECT n.name, SUM(n.count) AS total_count FROM names n
                WHERE n.country_id = c.country_id AND n.year = c.year AND n.gender = c.gender AND n.area_id = c.area_id
                    AND n.deleted_at IS NULL
                GROUP BY n.name
                """)}
            ORDER BY name) s
            """,
            """
            (
                SELECT DISTINCT n.area_id, a.code AS area, n.country_id, c.code AS country_code, n.year, n.gender
                FROM names n JOIN areas a ON a.id = n.area_id JOIN countries c ON c.id = n.country_id
                WHERE n.deleted_at IS NULL AND NOT a.is_whole
            )
            """,
            "area_cells",
            "(t.area, t.year, t.gender) IN (SELECT area, year, gender FROM area_cells)"
        );

    /// <summary>The totals of names by country, and of all countries together. The country code of the latter is empty.</summary>
    /// <remarks><see cref="NameTotals"/> refreshes changed cells. The sums are computed in two steps, because the first step reduces
    /// millions of rows.</remarks>
    public static StatisticsTable SearchableNames { get; } =
        new(
            "searchable_names",
            ["country_code", "name"],
            ["births", "country_id", "folded", "female_births", "male_births", "first_year", "last_year"],
            from =>
                $"""
                    SELECT country_id, COALESCE(country_code, '') COLLATE "C" AS country_code, name, fold_name(name) AS folded,
                        SUM(births)::BIGINT AS births,
                        COALESCE(SUM(births) FILTER (WHERE gender = 'F'), 0)::BIGINT AS female_births,
                        COALESCE(SUM(births) FILTER (WHERE gender = 'M'), 0)::BIGINT AS male_births,
                        MIN(first_year) AS first_year, MAX(last_year) AS last_year
                    FROM (
                        SELECT country_id, country_code, name, gender, SUM(total_count)::BIGINT AS births,
                            MIN(year) AS first_year, MAX(year) AS last_year
                        FROM {from} GROUP BY country_id, country_code, name, gender
                    ) s
                    GROUP BY GROUPING SETS ((country_id, country_code, name), (name))
                    """,
            "name_statistics"
        );

    /// <summary>All tables in the order of their computation.</summary>
    public static IReadOnlyList<StatisticsTable> Tables { get; } = [Names, Years, Decades, SearchableNames, Coverage, Areas];

    /// <summary>Name of the temporary table that <see cref="Compare"/> creates.</summary>
    public string Differences => $"{Name}_differences";

    /// <summary>SQL expression for the key of a row of <see cref="Differences"/> as a text.</summary>
    public string KeyText => $"CONCAT_WS(' ', {List(Key, "")})";

    /// <summary>SQL expression for the stored values of a row of <see cref="Differences"/> as a text; null if the row is missing.</summary>
    public string StoredText => ValuesText("stored_");

    /// <summary>SQL expression for the computed values of a row of <see cref="Differences"/> as a text; null if the row should not
    /// exist.</summary>
    public string ComputedText => ValuesText("");

    private string Columns => List([.. Key, .. Values], "");

    /// <summary>Statement that fills the empty table.</summary>
    public string Fill => $"INSERT INTO {Name} ({Columns}) SELECT {Columns} FROM ({Compute(All)}) f";

    /// <summary>Statements that apply the differences to the table. Rows are deleted, and inserted in the order of the key. This takes
    /// half of the time of an UPDATE, which writes to the indexes in the order of a join.</summary>
    public IReadOnlyList<string> Apply =>
        [
            // The rows are found by ctid, because a join would read the whole table or search an index for each row.
            $"DELETE FROM {Name} WHERE ctid = ANY (ARRAY(SELECT stored_ctid FROM {Differences} WHERE stored_ctid IS NOT NULL))",
            $"INSERT INTO {Name} ({Columns}) SELECT {Columns} FROM {Differences} WHERE {Values[0]} IS NOT NULL ORDER BY {List(Key, "")}",
        ];

    /// <summary>Statements that compute the rows of changed cells again without a comparison. Each row has the total of its cell, so that
    /// all rows of a cell change.</summary>
    public IReadOnlyList<string> Replace =>
        [
            $"DELETE FROM {Name} t WHERE {Stored}",
            $"INSERT INTO {Name} ({Columns}) SELECT {Columns} FROM ({Compute(Changed!)}) f ORDER BY {List(Key, "")}",
        ];

    /// <summary>Returns the statement that stores the differences between the table and its computation: the key, each computed value,
    /// each stored value as <c>stored_VALUE</c>, and the ctid of the stored row. The values of a missing row are null.</summary>
    /// <param name="onlyChanged">Whether to compare only the rows of changed cells.</param>
    public string Compare(bool onlyChanged) =>
        $"""
            CREATE TEMPORARY TABLE {Differences} ON COMMIT DROP AS
            SELECT {List(Key, "")}, {List(Values, "f.")}, {string.Join(", ", Values.Select(value => $"s.{value} AS stored_{value}"))},
                s.ctid AS stored_ctid
            FROM ({Compute(onlyChanged ? Changed! : All)}) f
            FULL JOIN (SELECT ctid, * FROM {Name} t WHERE {(onlyChanged ? Stored : "TRUE")}) s USING ({List(Key, "")})
            WHERE ({List(Values, "f.")}) IS DISTINCT FROM ({List(Values, "s.")})
            """;

    /// <summary>Adds the rank, the total and the share in percent (two decimals, halves rounded up) to a query of births. The share is
    /// computed with integers, which takes a third of the time of a NUMERIC division.</summary>
    private static string Ranked(string total, string partition, string births) =>
        $"""
            SELECT *, (((20000 * total_count + {total}) / (2 * {total})) * 0.01)::NUMERIC(5, 2) AS share
            FROM (
                SELECT *, RANK() OVER ({partition}ORDER BY total_count DESC)::INTEGER AS rank,
                    (SUM(total_count) OVER ({partition.TrimEnd()}))::BIGINT AS {total}
                FROM ({births}) births
            ) ranked
            """;

    private static string List(IEnumerable<string> columns, string prefix) => string.Join(", ", columns.Select(column => prefix + column));

    private string ValuesText(string prefix) =>
        $"""
        CASE WHEN {prefix}{Values[0]} IS NOT NULL THEN CONCAT_WS(', ', {string.Join(", ",
            Values.Where(value => value != "country_id").Select(value => $"'{value} ' || {prefix}{value}"))}) END
        """;
}
