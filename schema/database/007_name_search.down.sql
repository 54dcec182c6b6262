DROP VIEW years, distinct_names, gender_probabilities, name_statistics_view;
-- As in 004.
CREATE VIEW name_statistics_view AS
SELECT s.*, c.name AS country_name,
    (((200000000 * s.total_count + s.year_total) / (2 * s.year_total)) * 0.01)::NUMERIC(9, 2) AS per_million
FROM name_statistics s LEFT JOIN countries c ON c.code = s.country_code;
COMMENT ON VIEW name_statistics_view IS 'Rows of name_statistics with the name of their country and the share per million';

CREATE VIEW gender_probabilities AS
SELECT
    s.name,
    country_id,
    country_code,
    c.name AS country_name,
    male_births AS male_count,
    female_births AS female_count,
    births AS total_count,
    ROUND(100.0 * male_births / births, 2)::NUMERIC(5, 2) AS male_probability,
    (100 - ROUND(100.0 * male_births / births, 2))::NUMERIC(5, 2) AS female_probability,
    coverage
FROM searchable_names s LEFT JOIN country_coverage USING (country_id, country_code) LEFT JOIN countries c ON c.code = country_code
WHERE country_code <> '' AND births >= 100;
COMMENT ON VIEW gender_probabilities IS 'Probability of each gender per country and name, percent, over all years';
GRANT SELECT ON gender_probabilities, name_statistics_view TO api_readonly;

DROP INDEX idx_searchable_names_births, idx_searchable_names_suffix;
CREATE INDEX idx_searchable_names_two ON searchable_names(country_code, LEFT(folded, 2), births_magnitude DESC);
CREATE INDEX idx_searchable_names_prefix ON searchable_names(country_code, folded);
CREATE INDEX idx_searchable_names_suffix ON searchable_names(country_code, REVERSE(folded));

-- As in 004.
CREATE OR REPLACE FUNCTION end_first_refresh() RETURNS VOID AS $$
BEGIN
    -- The key, and the order of default pages, cursors and the whole feed.
    CREATE UNIQUE INDEX uq_name_stats ON name_statistics(country_code, year, gender, name);
    -- Queries name the country by its code. With the decade before its years, so that one index serves both.
    CREATE INDEX idx_name_stats_country_year ON name_statistics(country_code, decade, year, gender);
    -- The first and the last year of a name without its rows.
    CREATE INDEX idx_name_stats_name ON name_statistics(name, country_code, year);
    -- The names given most, from the index alone: their rows lie by name, a hundred of them on as many pages.
    CREATE INDEX idx_name_stats_top ON name_statistics(year, gender, country_code, total_count DESC, name) INCLUDE (rank, dataset_count);
    CREATE UNIQUE INDEX uq_year_totals ON year_totals(country_code, year, gender);
    CREATE UNIQUE INDEX uq_decade_stats ON decade_statistics(country_code, decade, gender, name);
    CREATE INDEX idx_decade_stats_name ON decade_statistics(name);
    CREATE INDEX idx_decade_stats_top ON decade_statistics(decade, gender, country_code, total_count DESC, name);
    -- Also the key of gender_probabilities, uq_gender_prob. idx_gender_prob_country is left out: this one begins with the country.
    CREATE UNIQUE INDEX uq_searchable_names ON searchable_names(country_code, name);
    CREATE INDEX idx_gender_prob_name ON searchable_names(name);
    -- Two letters begin thousands of names: nearly by births.
    CREATE INDEX idx_searchable_names_two ON searchable_names(country_code, LEFT(folded, 2), births_magnitude DESC);
    CREATE INDEX idx_searchable_names_prefix ON searchable_names(country_code, folded);
    CREATE INDEX idx_searchable_names_key ON searchable_names(country_code, search_key);
    -- A name in any case, as OData's tolower is translated. Among the rows of all countries together: each name is there once.
    CREATE INDEX idx_searchable_names_lower ON searchable_names((LOWER(name COLLATE "und-x-icu") COLLATE "C")) WHERE country_code = '';
    CREATE INDEX idx_searchable_names_suffix ON searchable_names(country_code, REVERSE(folded));
    CREATE INDEX idx_searchable_names_sound ON searchable_names USING gin (sounds);
    ANALYZE name_statistics, year_totals, decade_statistics, searchable_names;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '256MB';

CREATE OR REPLACE FUNCTION begin_first_refresh() RETURNS BOOLEAN AS $$
BEGIN
    IF EXISTS (SELECT FROM name_statistics) OR EXISTS (SELECT FROM year_totals)
        OR EXISTS (SELECT FROM decade_statistics) OR EXISTS (SELECT FROM searchable_names) THEN
        RETURN FALSE;
    END IF;
    -- What is written into a table truncated in the same transaction need not be logged with wal_level minimal.
    TRUNCATE name_statistics, year_totals, decade_statistics, searchable_names, country_coverage;
    DROP INDEX uq_name_stats, idx_name_stats_country_year, idx_name_stats_name, idx_name_stats_top,
        uq_year_totals, uq_decade_stats, idx_decade_stats_name, idx_decade_stats_top, uq_searchable_names, idx_gender_prob_name,
        idx_searchable_names_two, idx_searchable_names_prefix, idx_searchable_names_key, idx_searchable_names_lower,
        idx_searchable_names_suffix, idx_searchable_names_sound;
    RETURN TRUE;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;
