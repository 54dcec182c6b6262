-- The views as they were (002, 007, 009, 010, 014), computed again.
DROP VIEW gender_probabilities;
DROP FUNCTION analyze_statistics(BIGINT), begin_first_refresh(), end_first_refresh();
DROP TRIGGER record_cells_of_new_slices ON dataset_slices;
DROP TRIGGER record_cells_of_changed_slices ON dataset_slices;
DROP TRIGGER record_cells_of_removed_slices ON dataset_slices;
DROP TRIGGER record_cells_of_all_slices ON dataset_slices;
DROP FUNCTION record_changed_cells();
DROP TABLE changed_cells, name_statistics, year_totals, decade_statistics, searchable_names;
ALTER TABLE statistics_state DROP CONSTRAINT chk_version, ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;
UPDATE statistics_state SET changes = version;
GRANT UPDATE (changes) ON statistics_state TO api_worker;
ALTER TABLE statistics_state ADD CONSTRAINT chk_version CHECK (version BETWEEN 0 AND changes);
COMMENT ON TABLE statistics_state IS 'Data version of the statistics views, and whether they are behind';

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
    (((20000 * s.total_count + s.year_total) / (2 * s.year_total)) * 0.01)::NUMERIC(5, 2) AS share,
    NULL::TEXT AS unchecked
FROM (
    SELECT
        country_id,
        year,
        gender,
        name,
        SUM(count)::BIGINT AS total_count,
        COUNT(*)::INTEGER AS dataset_count,
        RANK() OVER (PARTITION BY country_id, year, gender ORDER BY SUM(count) DESC)::INTEGER AS rank,
        (SUM(SUM(count)) OVER (PARTITION BY country_id, year, gender))::BIGINT AS year_total
    FROM names
    WHERE deleted_at IS NULL
    GROUP BY country_id, year, gender, name
) s
JOIN countries c ON c.id = s.country_id
ORDER BY s.country_id, s.year, s.gender, s.name;
CREATE UNIQUE INDEX uq_name_stats ON name_statistics(country_code, year, gender, name);
CREATE INDEX idx_name_stats_country_year ON name_statistics(country_id, year);
CREATE INDEX idx_name_stats_name ON name_statistics(name);
CREATE INDEX idx_name_stats_top ON name_statistics(year, gender, country_code, total_count DESC, name) INCLUDE (rank, dataset_count);
COMMENT ON MATERIALIZED VIEW name_statistics IS 'Births, rank and share per country, year, gender and name';

CREATE MATERIALIZED VIEW gender_probabilities AS
SELECT
    p.name,
    p.country_id,
    c.code AS country_code,
    p.male_count,
    p.female_count,
    p.total_count,
    p.male_probability,
    (100 - p.male_probability)::NUMERIC(5, 2) AS female_probability
FROM (
    SELECT
        name,
        country_id,
        COALESCE(SUM(count) FILTER (WHERE gender = 'M'), 0)::BIGINT AS male_count,
        COALESCE(SUM(count) FILTER (WHERE gender = 'F'), 0)::BIGINT AS female_count,
        SUM(count)::BIGINT AS total_count,
        ROUND(100.0 * COALESCE(SUM(count) FILTER (WHERE gender = 'M'), 0) / SUM(count), 2)::NUMERIC(5, 2)
            AS male_probability
    FROM names
    WHERE deleted_at IS NULL
    GROUP BY name, country_id
    HAVING SUM(count) >= 100
) p
JOIN countries c ON c.id = p.country_id;

CREATE UNIQUE INDEX uq_gender_prob ON gender_probabilities(country_code, name);
CREATE INDEX idx_gender_prob_name ON gender_probabilities(name);
CREATE INDEX idx_gender_prob_country ON gender_probabilities(country_id);

COMMENT ON MATERIALIZED VIEW gender_probabilities IS 'Probability of each gender per country and name, percent, over all years';

CREATE MATERIALIZED VIEW year_totals AS
SELECT
    country_id,
    country_code,
    year,
    gender,
    SUM(total_count)::BIGINT AS births,
    COUNT(*)::INTEGER AS names,
    MIN(total_count) AS smallest_count,
    MAX(total_count) AS largest_count
FROM name_statistics
GROUP BY country_id, country_code, year, gender
ORDER BY country_code, year, gender;

CREATE UNIQUE INDEX uq_year_totals ON year_totals(country_code, year, gender);

COMMENT ON MATERIALIZED VIEW year_totals IS 'Births and names published per country, year and gender';

CREATE MATERIALIZED VIEW searchable_names AS
SELECT
    COALESCE(country_code, '') COLLATE "C" AS country_code,
    name,
    fold_name(name) AS folded,
    SUM(births)::BIGINT AS births,
    COALESCE(SUM(births) FILTER (WHERE gender = 'F'), 0)::BIGINT AS female_births,
    COALESCE(SUM(births) FILTER (WHERE gender = 'M'), 0)::BIGINT AS male_births,
    MIN(first_year) AS first_year,
    MAX(last_year) AS last_year
FROM (
    SELECT country_code, name, gender, SUM(total_count) AS births, MIN(year) AS first_year, MAX(year) AS last_year
    FROM name_statistics
    GROUP BY country_code, name, gender
) s
GROUP BY GROUPING SETS ((country_code, name), (name))
ORDER BY 1, 2;

CREATE UNIQUE INDEX uq_searchable_names ON searchable_names(country_code, name);
-- Two letters begin thousands of names: by births without a sort.
CREATE INDEX idx_searchable_names_two ON searchable_names(country_code, LEFT(folded, 2), births DESC, name);
CREATE INDEX idx_searchable_names_prefix ON searchable_names(country_code, folded);
CREATE INDEX idx_searchable_names_suffix ON searchable_names(country_code, REVERSE(folded));
CREATE INDEX idx_searchable_names_sound ON searchable_names USING gin (name_sounds(folded));

COMMENT ON MATERIALIZED VIEW searchable_names IS 'Births and years per country and name, with the name as a search compares it';

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


GRANT SELECT ON name_statistics, decade_statistics, gender_probabilities, year_totals, searchable_names TO api_readonly;
GRANT CREATE ON SCHEMA public TO api_worker;
ALTER MATERIALIZED VIEW name_statistics OWNER TO api_worker;
ALTER MATERIALIZED VIEW decade_statistics OWNER TO api_worker;
ALTER MATERIALIZED VIEW gender_probabilities OWNER TO api_worker;
ALTER MATERIALIZED VIEW year_totals OWNER TO api_worker;
ALTER MATERIALIZED VIEW searchable_names OWNER TO api_worker;
REVOKE CREATE ON SCHEMA public FROM api_worker;
