using BabyNames.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Data;

// Queries of PeriodStatistic, one for each table that has figures of periods.
public sealed partial class BabyNamesDbContext
{
    /// <summary>The figures of whole countries by year. PostgreSQL reads the year before only if a query selects the change of
    /// rank.</summary>
    public IQueryable<PeriodStatistic> YearsOfCountries =>
        Set<PeriodStatistic>()
            .FromSql(
                $"""
                SELECT s.country_code AS area, s.country_id, s.country_code, s.country_name, s.year AS year_from, s.year AS year_to, s.year,
                s.gender, s.name, s.total_count, s.rank, before.rank - s.rank AS rank_change, s.share, s.per_million,
                    s.year_total AS period_total, s.coverage
                FROM name_statistics_view s LEFT JOIN name_statistics before
                    ON before.country_code = s.country_code AND before.year = s.year - 1
                        AND before.gender = s.gender AND before.name = s.name
                """
            );

    /// <summary>The figures of whole countries by decade. They cover the loaded years of the decade.</summary>
    public IQueryable<PeriodStatistic> DecadesOfCountries =>
        Set<PeriodStatistic>()
            .FromSql(
                $"""
                SELECT country_code AS area, country_id, country_code, country_name, decade AS year_from, decade + 9 AS year_to,
                NULL::INTEGER AS year, gender, name, total_count, rank, NULL::INTEGER AS rank_change, share, per_million,
                    decade_total AS period_total, coverage
                FROM decade_statistics_view
                """
            );

    /// <summary>The figures of parts of countries by year.</summary>
    public IQueryable<PeriodStatistic> YearsOfParts =>
        Set<PeriodStatistic>()
            .FromSql(
                $"""
                SELECT s.area, s.country_id, s.country_code, s.country_name, s.year AS year_from, s.year AS year_to, s.year,
                    s.gender, s.name, s.total_count, s.rank, before.rank - s.rank AS rank_change, s.share, s.per_million,
                    s.year_total AS period_total, s.area AS coverage
                FROM area_statistics_view s LEFT JOIN area_statistics before
                    ON before.area = s.area AND before.year = s.year - 1 AND before.gender = s.gender AND before.name = s.name
                """
            );

    /// <summary>The figures of a part of a country for a range of years, as one period. Each query computes the sums.</summary>
    /// <param name="area">ISO 3166-2 code of the part.</param>
    /// <param name="from">First year of the range.</param>
    /// <param name="to">Last year of the range.</param>
    public IQueryable<PeriodStatistic> RangeOfPart(string area, int from, int to) =>
        Set<PeriodStatistic>()
            .FromSql(
                $"""
                SELECT areas.code::TEXT COLLATE "C" AS area, countries.id AS country_id, countries.code AS country_code,
                    countries.name AS country_name, {from} AS year_from, {to} AS year_to,
                    CASE WHEN {from} = {to} THEN {from} END AS year, gender, period.name, total_count, rank,
                    NULL::INTEGER AS rank_change,
                    (((20000 * total_count + period_total) / (2 * period_total)) * 0.01)::NUMERIC(5, 2) AS share,
                    (((200000000 * total_count + period_total) / (2 * period_total)) * 0.01)::NUMERIC(9, 2) AS per_million, period_total,
                    areas.code::TEXT COLLATE "C" AS coverage
                FROM (
                    SELECT gender, name, SUM(total_count)::BIGINT AS total_count,
                        RANK() OVER (PARTITION BY gender ORDER BY SUM(total_count)::BIGINT DESC)::INTEGER AS rank,
                        SUM(SUM(total_count)::BIGINT) OVER (PARTITION BY gender)::BIGINT AS period_total
                    FROM area_statistics WHERE area = {area} AND year BETWEEN {from} AND {to}
                    GROUP BY gender, name
                ) period
                JOIN areas ON areas.code = {area} JOIN countries ON countries.id = areas.country_id
                """
            );
}
