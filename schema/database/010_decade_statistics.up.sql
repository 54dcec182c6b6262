-- The same figures by decade, so that the top names of a decade come from an index as those of a year do: 0.1 ms, where
-- adding up ten years of the US takes 150 ms. A range of years adds up its whole decades from here. Columns, ranks, ties and
-- rounding are those of name_statistics, which must be refreshed first.

-- year           first year of the decade
-- dataset_count  files of the year that has most: which files the years share is not known here
-- year_total     births published in the decade's years that are loaded
CREATE MATERIALIZED VIEW decade_statistics AS
SELECT
    country_id,
    country_code,
    year,
    gender,
    name,
    total_count,
    dataset_count,
    rank,
    year_total,
    (((20000 * total_count + year_total) / (2 * year_total)) * 0.01)::NUMERIC(5, 2) AS share,
    NULL::TEXT AS unchecked
FROM (
    SELECT
        country_id,
        country_code,
        year / 10 * 10 AS year,
        gender,
        name,
        SUM(total_count)::BIGINT AS total_count,
        MAX(dataset_count) AS dataset_count,
        RANK() OVER (PARTITION BY country_code, year / 10 * 10, gender ORDER BY SUM(total_count) DESC)::INTEGER AS rank,
        (SUM(SUM(total_count)) OVER (PARTITION BY country_code, year / 10 * 10, gender))::BIGINT AS year_total
    FROM name_statistics
    GROUP BY country_id, country_code, year / 10 * 10, gender, name
) s
-- For REFRESH ... CONCURRENTLY, see 007, as for the column that is always null.
ORDER BY country_id, country_code, year, gender, name;

CREATE UNIQUE INDEX uq_decade_stats ON decade_statistics(country_code, year, gender, name);
CREATE INDEX idx_decade_stats_name ON decade_statistics(name);
CREATE INDEX idx_decade_stats_top ON decade_statistics(year, gender, country_code, total_count DESC, name);
COMMENT ON MATERIALIZED VIEW decade_statistics IS 'Births, rank and share per country, decade, gender and name';

GRANT SELECT ON decade_statistics TO api_readonly;
GRANT CREATE ON SCHEMA public TO api_worker;
ALTER MATERIALIZED VIEW decade_statistics OWNER TO api_worker;
REVOKE CREATE ON SCHEMA public FROM api_worker;
