using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Data;

/// <summary>The figures of a range of years of a country as one period. They are added up for each question, whole decades from their own
/// table.</summary>
/// <param name="gender">Null for both.</param>
public sealed class RangeStatistics(BabyNamesDbContext database, string countryCode, int from, int to, string? gender)
{
    private const string Parts = """
        SELECT gender, name, total_count FROM decade_statistics
        WHERE country_code = {0} AND decade BETWEEN {3} AND {4}
        UNION ALL
        SELECT gender, name, total_count FROM name_statistics
        WHERE country_code = {0} AND year BETWEEN {1} AND LEAST({2}, {3} - 1)
        UNION ALL
        SELECT gender, name, total_count FROM name_statistics
        WHERE country_code = {0} AND year BETWEEN GREATEST({3}, {4} + 1) AND {2}
        """;

    // Sums as they come are NUMERIC, and slower to sort.
    private const string AllSums = """
        sums AS (
            SELECT gender, name, SUM(total_count)::BIGINT AS total_count
            FROM parts GROUP BY gender, name
        )
        """;

    /// <summary>The sums of the names that may be among the first {7}, by the threshold algorithm of Fagin. Each decade and year gives a
    /// list of its first {6} names by births. A name has at least the births of the lists that it is in, and at most those and the last
    /// births of the other lists, which are 0 where a list has all names. {7} names have the births <c>needed</c> or more: a name that
    /// cannot reach them is neither among the first nor before one of them, so that ranks are right without it. All names are added up
    /// where a name in no list could reach them, as where births are equal.</summary>
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

    /// <summary>In no order.</summary>
    public IQueryable<PeriodStatistic> All => gender is null ? Query(AllRows, 0) : Query(AllRows, 0).Where(row => row.Gender == gender);

    /// <summary>The first rows of <see cref="All"/> in order of births, name and sex: 11 rows of all years of the US take a twentieth of
    /// the time.</summary>
    public IQueryable<PeriodStatistic> First(int count) => Query(FirstRows, count);

    private IQueryable<PeriodStatistic> Query(string sql, int count)
    {
        // Whole decades within the range; where there are none, the first one begins after the last one ends.
        var (decadesFrom, decadesTo) = ((from + 9) / 10 * 10, (to + 1) / 10 * 10 - 1);
        string[] genders = gender is null ? ["F", "M"] : [gender];
        // Shorter lists leave more candidates, longer ones take longer to read.
        var listLength = 60 + count;
        return database.Set<PeriodStatistic>().FromSqlRaw(sql, countryCode, from, to, decadesFrom, decadesTo, genders, listLength, count);
    }

    private static string Rows(string sums, string page) =>
        $$"""
            WITH parts AS NOT MATERIALIZED ({{Parts}}), {{sums}}
            SELECT code AS area, countries.id AS country_id, code AS country_code, countries.name AS country_name,
                {1} AS year_from, {2} AS year_to, CASE WHEN {1} = {2} THEN {1} END AS year, gender, period.name, total_count, rank,
                NULL::INTEGER AS rank_change,
                (((20000 * total_count + period_total) / (2 * period_total)) * 0.01)::NUMERIC(5, 2) AS share,
                (((200000000 * total_count + period_total) / (2 * period_total)) * 0.01)::NUMERIC(9, 2) AS per_million, period_total, coverage
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
