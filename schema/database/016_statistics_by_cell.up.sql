-- Statistics follow the cells that changed. The materialized views had to be computed whole: 37 s after one year's file of the US.
-- A cell is one country, year and gender. Whatever changes the live rows of one records it here, in its own transaction; the refresh
-- takes these rows away in the transaction that brings the cells up to date.
DROP MATERIALIZED VIEW decade_statistics, year_totals, searchable_names, gender_probabilities, name_statistics;

CREATE TABLE changed_cells (
    country_id UUID NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL
);
COMMENT ON TABLE changed_cells IS 'Cells whose live rows changed since the statistics were last refreshed; a cell may stand here more than once';

-- The live rows of names are those of the slices that are served.
CREATE FUNCTION record_changed_cells() RETURNS TRIGGER AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO changed_cells SELECT country_id, year, gender FROM year_totals;
        NOTIFY babynames_changed_cells;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO changed_cells SELECT country_id, year, gender FROM old_slices WHERE hidden_at IS NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO changed_cells SELECT country_id, year, gender FROM new_slices WHERE hidden_at IS NULL;
    END IF;
    NOTIFY babynames_changed_cells;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER record_cells_of_new_slices
    AFTER INSERT ON dataset_slices REFERENCING NEW TABLE AS new_slices
    FOR EACH STATEMENT EXECUTE FUNCTION record_changed_cells();
CREATE TRIGGER record_cells_of_changed_slices
    AFTER UPDATE ON dataset_slices REFERENCING OLD TABLE AS old_slices NEW TABLE AS new_slices
    FOR EACH STATEMENT EXECUTE FUNCTION record_changed_cells();
CREATE TRIGGER record_cells_of_removed_slices
    AFTER DELETE ON dataset_slices REFERENCING OLD TABLE AS old_slices
    FOR EACH STATEMENT EXECUTE FUNCTION record_changed_cells();
CREATE TRIGGER record_cells_of_all_slices
    AFTER TRUNCATE ON dataset_slices
    FOR EACH STATEMENT EXECUTE FUNCTION record_changed_cells();

-- Whether a refresh is due is whether there are changed cells. Loads do not write this row any more, so that a refresh, which is one
-- snapshot, never conflicts with them.
ALTER TABLE statistics_state
    DROP CONSTRAINT chk_version,
    DROP COLUMN changes,
    ADD CONSTRAINT chk_version CHECK (version >= 0);
COMMENT ON TABLE statistics_state IS 'Data version of the statistics';

-- These tables have no foreign keys: their rows are computed from rows that have them, and checking 2 million rows one by one takes
-- longer than computing them.

-- total_count    births with this spelling, over every live row whatever its dataset
-- dataset_count  datasets that the births come from
-- rank           RANK() by births within the cell: ties share a rank, the next one jumps
-- year_total     births published for the cell (not all births: small counts are withheld)
-- share          100 * total_count / year_total, percent, two decimals, halves up
CREATE TABLE name_statistics (
    country_id UUID NOT NULL,
    country_code VARCHAR(2) COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    total_count BIGINT NOT NULL,
    dataset_count INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    year_total BIGINT NOT NULL,
    share NUMERIC(5, 2) NOT NULL
);
COMMENT ON TABLE name_statistics IS 'Births, rank and share per country, year, gender and name';

CREATE TABLE year_totals (
    country_id UUID NOT NULL,
    country_code VARCHAR(2) COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL,
    births BIGINT NOT NULL,
    names INTEGER NOT NULL,
    smallest_count BIGINT NOT NULL,
    largest_count BIGINT NOT NULL
);
COMMENT ON TABLE year_totals IS 'Births and names published per country, year and gender';

-- As name_statistics, by decades.
-- year           first year of the decade
-- dataset_count  files of the year that has most: which files the years share is not known here
-- year_total     births published in the decade's years that are loaded
CREATE TABLE decade_statistics (LIKE name_statistics);
COMMENT ON TABLE decade_statistics IS 'Births, rank and share per country, decade, gender and name';

-- One row per country and name, and one per name with country_code '' for all countries together.
CREATE TABLE searchable_names (
    country_id UUID,
    country_code VARCHAR(2) COLLATE "C" NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    births BIGINT NOT NULL,
    female_births BIGINT NOT NULL,
    male_births BIGINT NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    -- Whole logarithm of the births, for the index of two letters. With the births in it, each change of them would write to all six
    -- indexes; so most are written within a page that has room (HOT), in a fifth of the time.
    births_magnitude SMALLINT NOT NULL GENERATED ALWAYS AS (FLOOR(LN(births) / LN(2))::SMALLINT) STORED,

    CONSTRAINT chk_births CHECK (births = female_births + male_births),
    CONSTRAINT chk_country CHECK ((country_id IS NULL) = (country_code = ''))
) WITH (fillfactor = 70);
COMMENT ON TABLE searchable_names IS 'Births and years per country and name, with the name as a search compares it';

-- Names with fewer than 100 births in a country are left out: their probability would be noise.
-- The two probabilities are percentages that add up: rounded apart they could make 100.01.
CREATE VIEW gender_probabilities AS
SELECT
    name,
    country_id,
    country_code,
    male_births AS male_count,
    female_births AS female_count,
    births AS total_count,
    ROUND(100.0 * male_births / births, 2)::NUMERIC(5, 2) AS male_probability,
    (100 - ROUND(100.0 * male_births / births, 2))::NUMERIC(5, 2) AS female_probability
FROM searchable_names
WHERE country_code <> '' AND births >= 100;
COMMENT ON VIEW gender_probabilities IS 'Probability of each gender per country and name, percent, over all years';

-- The indexes of the four tables. They are built after the rows where the tables are empty, in a third of the time that it takes to
-- keep them up to date row by row.
CREATE FUNCTION end_first_refresh() RETURNS VOID AS $$
BEGIN
    -- The key, and the order of default pages, cursors and the whole feed.
    CREATE UNIQUE INDEX uq_name_stats ON name_statistics(country_code, year, gender, name);
    CREATE INDEX idx_name_stats_country_year ON name_statistics(country_id, year);
    -- The first and the last year of a name without its rows.
    CREATE INDEX idx_name_stats_name ON name_statistics(name, country_code, year);
    -- The names given most, from the index alone: their rows lie by name, a hundred of them on as many pages.
    CREATE INDEX idx_name_stats_top ON name_statistics(year, gender, country_code, total_count DESC, name) INCLUDE (rank, dataset_count);
    CREATE UNIQUE INDEX uq_year_totals ON year_totals(country_code, year, gender);
    CREATE UNIQUE INDEX uq_decade_stats ON decade_statistics(country_code, year, gender, name);
    CREATE INDEX idx_decade_stats_name ON decade_statistics(name);
    CREATE INDEX idx_decade_stats_top ON decade_statistics(year, gender, country_code, total_count DESC, name);
    -- Also the key of gender_probabilities, uq_gender_prob. idx_gender_prob_country is left out: this one begins with the country.
    CREATE UNIQUE INDEX uq_searchable_names ON searchable_names(country_code, name);
    CREATE INDEX idx_gender_prob_name ON searchable_names(name);
    -- Two letters begin thousands of names: nearly by births.
    CREATE INDEX idx_searchable_names_two ON searchable_names(country_code, LEFT(folded, 2), births_magnitude DESC);
    CREATE INDEX idx_searchable_names_prefix ON searchable_names(country_code, folded);
    CREATE INDEX idx_searchable_names_suffix ON searchable_names(country_code, REVERSE(folded));
    CREATE INDEX idx_searchable_names_sound ON searchable_names USING gin (name_sounds(folded));
    ANALYZE name_statistics, year_totals, decade_statistics, searchable_names;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '256MB';
SELECT end_first_refresh();

-- Readers of the tables wait for that one transaction, in which there is nothing to read yet.
CREATE FUNCTION begin_first_refresh() RETURNS BOOLEAN AS $$
BEGIN
    IF EXISTS (SELECT FROM name_statistics) OR EXISTS (SELECT FROM year_totals)
        OR EXISTS (SELECT FROM decade_statistics) OR EXISTS (SELECT FROM searchable_names) THEN
        RETURN FALSE;
    END IF;
    -- What is written into a table truncated in the same transaction need not be logged with wal_level minimal.
    TRUNCATE name_statistics, year_totals, decade_statistics, searchable_names;
    DROP INDEX uq_name_stats, idx_name_stats_country_year, idx_name_stats_name, idx_name_stats_top, uq_year_totals, uq_decade_stats,
        idx_decade_stats_name, idx_decade_stats_top, uq_searchable_names, idx_gender_prob_name, idx_searchable_names_two,
        idx_searchable_names_prefix, idx_searchable_names_suffix, idx_searchable_names_sound;
    RETURN TRUE;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

-- Only the owner may. For the planner, and for the prices of requests, which go by how many rows it takes the tables to have: when
-- half of a table has changed. What changes less is left to autovacuum.
CREATE FUNCTION analyze_statistics(changed_rows BIGINT) RETURNS VOID AS $$
DECLARE
    changed REGCLASS;
BEGIN
    FOR changed IN
        SELECT oid FROM pg_class
        WHERE oid IN ('name_statistics'::REGCLASS, 'year_totals'::REGCLASS, 'decade_statistics'::REGCLASS, 'searchable_names'::REGCLASS)
            AND reltuples < 2 * changed_rows
    LOOP
        EXECUTE FORMAT('ANALYZE %s', changed);
    END LOOP;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

REVOKE ALL ON FUNCTION begin_first_refresh(), end_first_refresh(), analyze_statistics(BIGINT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_first_refresh(), end_first_refresh(), analyze_statistics(BIGINT) TO api_worker;
GRANT SELECT ON changed_cells, name_statistics, year_totals, decade_statistics, searchable_names, gender_probabilities TO api_readonly;
GRANT SELECT, INSERT, DELETE ON changed_cells TO api_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON name_statistics, year_totals, decade_statistics, searchable_names TO api_worker;

-- What is loaded already is refreshed at the next start.
INSERT INTO changed_cells SELECT DISTINCT country_id, year, gender FROM dataset_slices WHERE hidden_at IS NULL;
