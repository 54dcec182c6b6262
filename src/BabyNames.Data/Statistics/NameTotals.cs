namespace BabyNames.Data.Statistics;

/// <summary>Brings <c>searchable_names</c> up to date by what changed in <c>name_statistics</c>: work for the names of the changed
/// cells, not for all their years.</summary>
internal static class NameTotals
{
    public static IReadOnlyList<string> Statements { get; } =
    [
        """
        CREATE TEMPORARY TABLE changed_names ON COMMIT DROP AS
        SELECT country_id, COALESCE(country_code, '') COLLATE "C" AS country_code, name,
            COALESCE(SUM(births) FILTER (WHERE gender = 'F'), 0)::BIGINT AS female_births,
            COALESCE(SUM(births) FILTER (WHERE gender = 'M'), 0)::BIGINT AS male_births,
            MIN(first_year) AS first_year, MAX(last_year) AS last_year, MIN(first_lost) AS first_lost, MAX(last_lost) AS last_lost
        FROM (
            SELECT COALESCE(country_id, stored_country_id) AS country_id, country_code, name, gender,
                SUM(COALESCE(total_count, 0) - COALESCE(stored_total_count, 0)) AS births,
                MIN(year) FILTER (WHERE total_count IS NOT NULL) AS first_year, MAX(year) FILTER (WHERE total_count IS NOT NULL) AS last_year,
                MIN(year) FILTER (WHERE total_count IS NULL) AS first_lost, MAX(year) FILTER (WHERE total_count IS NULL) AS last_lost
            FROM name_statistics_differences
            WHERE total_count IS DISTINCT FROM stored_total_count
            GROUP BY 1, country_code, name, gender
        ) d
        GROUP BY GROUPING SETS ((country_id, country_code, name), (name))
        """,
        "ANALYZE changed_names",
        """
        WITH stored AS (
            DELETE FROM searchable_names t USING changed_names d WHERE t.country_code = d.country_code AND t.name = d.name RETURNING t.*
        )
        INSERT INTO searchable_names (country_id, country_code, name, folded, births, female_births, male_births, first_year, last_year)
        SELECT d.country_id, d.country_code, d.name, COALESCE(s.folded, fold_name(d.name)), total.births, changed.female_births, changed.male_births,
            LEAST(s.first_year, d.first_year), GREATEST(s.last_year, d.last_year)
        FROM changed_names d LEFT JOIN stored s ON s.country_code = d.country_code AND s.name = d.name
        CROSS JOIN LATERAL (
            SELECT COALESCE(s.female_births, 0) + d.female_births AS female_births, COALESCE(s.male_births, 0) + d.male_births AS male_births
        ) changed
        CROSS JOIN LATERAL (SELECT changed.female_births + changed.male_births AS births) total
        WHERE total.births > 0
        ORDER BY d.country_code, d.name
        """,
        // Of names that lost their first or last year: an index of name_statistics has both ends of each name in each country.
        """
        UPDATE searchable_names t SET first_year = s.first_year, last_year = s.last_year
        FROM changed_names d CROSS JOIN LATERAL (
            SELECT
                (SELECT year FROM name_statistics n WHERE n.name = d.name AND n.country_code = d.country_code ORDER BY year LIMIT 1) AS first_year,
                (SELECT year FROM name_statistics n WHERE n.name = d.name AND n.country_code = d.country_code ORDER BY year DESC LIMIT 1) AS last_year
        ) s
        WHERE d.country_code <> '' AND t.country_code = d.country_code AND t.name = d.name
            AND (d.first_lost <= t.first_year OR d.last_lost >= t.last_year)
        """,
        // The years of all countries follow from those of each.
        """
        UPDATE searchable_names t SET first_year = s.first_year, last_year = s.last_year
        FROM changed_names d CROSS JOIN LATERAL (
            SELECT MIN(first_year) AS first_year, MAX(last_year) AS last_year FROM searchable_names n WHERE n.name = d.name AND n.country_code <> ''
        ) s
        WHERE d.country_code = '' AND t.country_code = '' AND t.name = d.name AND (d.first_lost <= t.first_year OR d.last_lost >= t.last_year)
        """,
    ];
}
