namespace BabyNames.Data.Statistics;

/// <summary>Updates <c>searchable_names</c> by the differences of <c>name_statistics</c>. The cost depends on the number of names in the
/// changed cells, not on the number of all their years.</summary>
internal static class NameTotals
{
    /// <summary>The statements in the order of their execution.</summary>
    public static IReadOnlyList<string> Statements { get; } =
    [
        """
            CREATE TEMPORARY TABLE changed_names ON COMMIT DROP AS
            SELECT d.*, t.ctid AS stored_ctid, t.births AS stored_births
            FROM (
                SELECT country_id, COALESCE(country_code, '') COLLATE "C" AS country_code, name, SUM(births)::BIGINT AS births,
                    COALESCE(SUM(births) FILTER (WHERE gender = 'F'), 0)::BIGINT AS female_births,
                    COALESCE(SUM(births) FILTER (WHERE gender = 'M'), 0)::BIGINT AS male_births,
                    MIN(year) FILTER (WHERE NOT is_lost) AS first_year, MAX(year) FILTER (WHERE NOT is_lost) AS last_year,
                    MIN(year) FILTER (WHERE is_lost) AS first_lost, MAX(year) FILTER (WHERE is_lost) AS last_lost
                FROM (
                    SELECT COALESCE(country_id, stored_country_id) AS country_id, country_code, name, gender, year,
                        COALESCE(total_count, 0) - COALESCE(stored_total_count, 0) AS births, total_count IS NULL AS is_lost
                    FROM name_statistics_differences
                    WHERE total_count IS DISTINCT FROM stored_total_count
                ) changed
                GROUP BY GROUPING SETS ((country_id, country_code, name), (name))
            ) d LEFT JOIN searchable_names t USING (country_code, name)
            """,
        "ANALYZE changed_names",
        // The rows are found by ctid, because changed_names has it from a join.
        "DELETE FROM searchable_names WHERE ctid = ANY (ARRAY(SELECT stored_ctid FROM changed_names WHERE stored_births + births = 0))",
        """
            UPDATE searchable_names t SET births = t.births + d.births,
                female_births = t.female_births + d.female_births, male_births = t.male_births + d.male_births,
                first_year = LEAST(t.first_year, d.first_year), last_year = GREATEST(t.last_year, d.last_year)
            FROM changed_names d WHERE t.ctid = d.stored_ctid AND d.stored_births + d.births > 0
            """,
        """
            INSERT INTO searchable_names (country_id, country_code, name, folded, births, female_births, male_births, first_year, last_year)
            SELECT country_id, country_code, name, fold_name(name), births, female_births, male_births, first_year, last_year
            FROM changed_names
            WHERE stored_ctid IS NULL AND births > 0
            ORDER BY country_code, name
            """,
        // If a name no longer has its first or last year, the new one is read from an index of name_statistics.
        """
            UPDATE searchable_names t SET first_year = s.first_year, last_year = s.last_year
            FROM changed_names d CROSS JOIN LATERAL (
                SELECT
                    (
                        SELECT year FROM name_statistics n
                        WHERE n.name = d.name AND n.country_code = d.country_code ORDER BY year LIMIT 1
                    ) AS first_year,
                    (
                        SELECT year FROM name_statistics n
                        WHERE n.name = d.name AND n.country_code = d.country_code ORDER BY year DESC LIMIT 1
                    ) AS last_year
            ) s
            WHERE d.first_lost IS NOT NULL AND d.country_code <> '' AND t.country_code = d.country_code AND t.name = d.name
                AND (d.first_lost <= t.first_year OR d.last_lost >= t.last_year)
            """,
        // The years of the row for all countries are computed from the rows of the countries.
        """
            UPDATE searchable_names t SET first_year = s.first_year, last_year = s.last_year
            FROM changed_names d CROSS JOIN LATERAL (
                SELECT MIN(first_year) AS first_year, MAX(last_year) AS last_year FROM searchable_names n
                WHERE n.name = d.name AND n.country_code <> ''
            ) s
            WHERE d.first_lost IS NOT NULL AND d.country_code = '' AND t.country_code = '' AND t.name = d.name
                AND (d.first_lost <= t.first_year OR d.last_lost >= t.last_year)
            """,
    ];
}
