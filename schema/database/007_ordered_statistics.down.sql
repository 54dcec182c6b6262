DROP MATERIALIZED VIEW name_statistics;
CREATE MATERIALIZED VIEW name_statistics AS
SELECT
    s.country_id,
    c.code AS country_code,
    s.year,
    s.gender,
    s.name,
    s.total_count,
    s.dataset_count,
    s.rank,
    s.year_total,
    (((20000 * s.total_count + s.year_total) / (2 * s.year_total)) * 0.01)::NUMERIC(5, 2) AS share
FROM (
    SELECT
        country_id,
        year,
        gender,
        name,
        SUM(count)::BIGINT AS total_count,
        COUNT(*)::INTEGER AS dataset_count,
        RANK() OVER (PARTITION BY year, gender, country_id ORDER BY SUM(count) DESC)::INTEGER AS rank,
        (SUM(SUM(count)) OVER (PARTITION BY year, gender, country_id))::BIGINT AS year_total
    FROM names
    WHERE deleted_at IS NULL
    GROUP BY country_id, year, gender, name
) s
JOIN countries c ON c.id = s.country_id;
CREATE UNIQUE INDEX uq_name_stats ON name_statistics(country_code, year, gender, name);
CREATE INDEX idx_name_stats_country_year ON name_statistics(country_id, year);
CREATE INDEX idx_name_stats_name ON name_statistics(name);
CREATE INDEX idx_name_stats_top ON name_statistics(year, gender, country_code, total_count DESC, name);
COMMENT ON MATERIALIZED VIEW name_statistics IS 'Births, rank and share per country, year, gender and name';

GRANT SELECT ON name_statistics TO api_readonly;
GRANT CREATE ON SCHEMA public TO api_worker;
ALTER MATERIALIZED VIEW name_statistics OWNER TO api_worker;
REVOKE CREATE ON SCHEMA public FROM api_worker;
