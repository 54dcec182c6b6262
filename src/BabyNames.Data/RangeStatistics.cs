using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Data;

/// <summary>The figures of a country for a range of years, as one period. Each query computes the sums. Whole decades of the range come
/// from <c>decade_statistics</c>, the other years from <c>name_statistics</c>.</summary>
/// <param name="countryCode">ISO 3166-1 alpha-2 code of the country.</param>
/// <param name="from">First year of the range.</param>
/// <param name="to">Last year of the range.</param>
/// <param name="gender"><c>F</c> or <c>M</c>; null for both.</param>
public sealed class RangeStatistics(BabyNamesDbContext database, string countryCode, int from, int to, string? gender)
{
    private const string YearsAndDecades = """
        SELECT gender, name, total_count FROM decade_statistics
        WHERE country_code = {0} AND decade BETWEEN {3} AND {4}
        UNION ALL
        SELECT gender, name, total_count FROM name_statistics
        WHERE country_code = {0} AND year BETWEEN {1} AND LEAST({2}, {3} - 1)
        UNION ALL
        SELECT gender, name, total_count FROM name_statistics
        WHERE country_code = {0} AND year BETWEEN GREATEST({3}, {4} + 1) AND {2}
        """;

    // SUM of BIGINT is NUMERIC, which is slower to sort.
    private const string AllSums = """
        sums AS (
            SELECT gender, name, SUM(total_count)::BIGINT AS total_count
            FROM parts GROUP BY gender, name
        )
        """;

    /// <summary>The sums of all names that can be among the first {7}, by the threshold algorithm of Fagin.
    /// <list type="bullet">
    /// <item>Each decade and each year has a list of its first {6} names by births.</item>
    /// <item>The lower bound of a name is the sum of its births in the lists that contain it (<c>least</c>). The upper bound adds the last
    /// births of every other list (<c>last</c>), which are 0 if the list contains all names.</item>
    /// <item>{7} names have a lower bound of <c>needed</c> or more. A name whose upper bound is below <c>needed</c> is not among the first
    /// names and does not change their ranks, so it is left out.</item>
    /// <item>If a name in no list can reach <c>needed</c>, for example because births are equal, the sums of all names are computed.</item>
    /// </list></summary>
    private const string FirstSums = """
        tops AS MATERIALIZED (
            SELECT gender, name, total_count, ROW_NUMBER() OVER list AS place,
                CASE COUNT(*) OVER list WHEN {6} THEN MIN(total_count) OVER list ELSE 0 END AS last
            FROM (
                SELECT DISTINCT CASE WHEN year BETWEEN {3} AND {4} THEN decade END AS decade,
                    CASE WHEN year NOT BETWEEN {3} AND {4} THEN year END AS year, gender
                FROM year_totals WHERE country_code = {0} AND year BETWEEN {1} AND {2} AND gender = ANY ({5}::CHAR(1)[])
            ) lists CROSS JOIN LATERAL (
                (SELECT name, total_count FROM decade_statistics s
                WHERE s.decade = lists.decade AND s.gender = lists.gender AND country_code = {0} ORDER BY total_count DESC, name LIMIT {6})
                UNION ALL
                (SELECT name, total_count FROM name_statistics s
                WHERE s.year = lists.year AND s.gender = lists.gender AND country_code = {0} ORDER BY total_count DESC, name LIMIT {6})
            ) top
            WINDOW list AS (PARTITION BY decade, year, gender)
        ), candidates AS MATERIALIZED (
            SELECT gender, name, SUM(total_count) AS least, SUM(total_count - last) AS above_last FROM tops GROUP BY gender, name
        ), limits AS MATERIALIZED (
            SELECT COALESCE((SELECT least FROM candidates ORDER BY least DESC OFFSET {7} - 1 LIMIT 1), 0) AS needed,
                (SELECT MAX(births) FROM (SELECT SUM(last) AS births FROM tops WHERE place = 1 GROUP BY gender) unlisted)
                    AS most_unlisted
        ), sums AS (
            SELECT gender, name, period.total_count
            FROM candidates CROSS JOIN LATERAL (
                SELECT SUM(total_count)::BIGINT AS total_count FROM parts
                WHERE parts.gender = candidates.gender AND parts.name = candidates.name
            ) period
            WHERE (SELECT most_unlisted < needed FROM limits) AND above_last >= (SELECT needed - most_unlisted FROM limits)
            UNION ALL
            SELECT gender, name, SUM(total_count)::BIGINT FROM parts
            WHERE (SELECT most_unlisted >= needed FROM limits) AND gender = ANY ({5}::CHAR(1)[]) GROUP BY gender, name
        )
        """;

    private static readonly string AllRows = Rows(AllSums, "");
    private static readonly string FirstRows = Rows(FirstSums, "ORDER BY total_count DESC, name, gender LIMIT {7}");

    /// <summary>The figures of all names, in no order.</summary>
    public IQueryable<PeriodStatistic> All => gender is null ? Query(AllRows, 0) : Query(AllRows, 0).Where(row => row.Gender == gender);

    /// <summary>The first rows of <see cref="All"/> in the order of births (descending), name and sex. For 11 rows of all years of the US
    /// this takes a twentieth of the time of <see cref="All"/>.</summary>
    /// <param name="count">Maximum number of rows.</param>
    public IQueryable<PeriodStatistic> First(int count) => Query(FirstRows, count);

    private IQueryable<PeriodStatistic> Query(string sql, int count)
    {
        // The whole decades of the range. If the range has none, decadesFrom is greater than decadesTo.
        var (decadesFrom, decadesTo) = ((from + 9) / 10 * 10, (to + 1) / 10 * 10 - 1);
        string[] genders = gender is null ? ["F", "M"] : [gender];
        // With shorter lists more names are candidates; longer lists take longer to read.
        var listLength = 60 + count;
        return database.Set<PeriodStatistic>().FromSqlRaw(sql, countryCode, from, to, decadesFrom, decadesTo, genders, listLength, count);
    }

    private static string Rows(string sums, string page) =>
        $$"""
            WITH parts AS NOT MATERIALIZED ({{YearsAndDecades}}), {{sums}}
            SELECT code AS area, countries.id AS country_id, code AS country_code, countries.name AS country_name,
                {1} AS year_from, {2} AS year_to, CASE WHEN {1} = {2} THEN {1} END AS year, gender, period.name, total_count, rank,
                NULL::INTEGER AS rank_change,
                (((20000 * total_count + period_total) / (2 * period_total)) * 0.01)::NUMERIC(5, 2) AS share,
                (((200000000 * total_count + period_total) / (2 * period_total)) * 0.01)::NUMERIC(9, 2) AS per_million,
                period_total, coverage
            FROM (
                SELECT gender, name, total_count, RANK() OVER (PARTITION BY gender ORDER BY total_count DESC)::INTEGER AS rank
                FROM sums {{page}}
            ) period
            JOIN (
                SELECT gender, SUM(births)::BIGINT AS period_total, coverage_union(ARRAY_AGG(coverage)) AS coverage FROM year_totals
                WHERE country_code = {0} AND year BETWEEN {1} AND {2} GROUP BY gender
            ) total USING (gender)
            JOIN countries ON code = {0}
            """;
}
