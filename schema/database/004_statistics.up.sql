-- What readers ask for, computed once per change of the data instead of once per question.

-- Both are trusted: whoever may create in the database may create them. pg_trgm is left out: three letters in common
-- find neither John for Jhon nor Jon, and looking through 200,000 names for a part takes 20 ms.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- How names are compared in a search. unaccent() is not immutable because its rules could be edited; ours are not.
-- In full: an index or a refresh is made with an empty search path.
CREATE FUNCTION fold_name(name TEXT) RETURNS TEXT AS $$
    SELECT LOWER(public.unaccent('public.unaccent'::REGDICTIONARY, name)) COLLATE "C"
$$ LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE;

-- What a name sounds like in English, as one or two codes; empty where there is no letter that it knows.
CREATE FUNCTION name_sounds(folded TEXT) RETURNS TEXT[] AS $$
    SELECT ARRAY_REMOVE(ARRAY[public.DMETAPHONE(folded), NULLIF(public.DMETAPHONE_ALT(folded), public.DMETAPHONE(folded))], '')
$$ LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE;

-- The parts of several coverages, each once, in order: 'GB-EAW, GB-SCT' of 'GB-EAW' and 'GB-EAW, GB-SCT'.
CREATE FUNCTION coverage_union(coverages TEXT[]) RETURNS TEXT AS $$
    SELECT STRING_AGG(DISTINCT area, ', ' ORDER BY area) COLLATE "C"
    FROM UNNEST(STRING_TO_ARRAY(ARRAY_TO_STRING(coverages, ', '), ', ')) AS areas(area)
$$ LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE;

-- One row. version counts the refreshes and the changes of countries; caches and ETags hang on it. A refresh is due while there are
-- changed cells.
-- Loads do not write this row, so that a refresh, which is one snapshot, never conflicts with them.
CREATE TABLE statistics_state (
    singleton BOOLEAN PRIMARY KEY DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 0,
    refreshed_at TIMESTAMPTZ,

    CONSTRAINT chk_singleton CHECK (singleton),
    CONSTRAINT chk_version CHECK (version >= 0)
);
INSERT INTO statistics_state DEFAULT VALUES;
COMMENT ON TABLE statistics_state IS 'Data version of the statistics';

-- Names of countries stand in answers, so that a change of one is a new version too. A refresh that began before ends with a
-- serialization failure and is done again.
CREATE FUNCTION count_country_change() RETURNS TRIGGER AS $$
BEGIN
    UPDATE statistics_state SET version = version + 1;
    NOTIFY babynames_statistics;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;
CREATE TRIGGER count_countries_change
    AFTER INSERT OR UPDATE ON countries
    FOR EACH ROW EXECUTE FUNCTION count_country_change();

-- A cell is one area, year and sex. Whatever changes its live rows records it here, in its own transaction; the refresh takes these rows
-- away in the transaction that brings the statistics up to date. Materialized views had to be computed whole: 37 s after one year's file
-- of the US.
CREATE TABLE changed_cells (
    area_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL
);
COMMENT ON TABLE changed_cells IS 'Cells whose live rows changed since the statistics were last refreshed; a cell may stand here more than once';

-- The live rows of names are those of the slices that are served.
CREATE FUNCTION record_changed_cells() RETURNS TRIGGER AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO changed_cells SELECT a.id, t.year, t.gender FROM year_totals t JOIN areas a ON a.code = t.country_code;
        NOTIFY babynames_changed_cells;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO changed_cells SELECT area_id, year, gender FROM old_slices WHERE hidden_at IS NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO changed_cells SELECT area_id, year, gender FROM new_slices WHERE hidden_at IS NULL;
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

-- Whether a part counts towards the total changes all cells of its country that it has rows in.
CREATE FUNCTION record_cells_of_area() RETURNS TRIGGER AS $$
BEGIN
    INSERT INTO changed_cells SELECT area_id, year, gender FROM dataset_slices WHERE area_id = NEW.id AND hidden_at IS NULL;
    NOTIFY babynames_changed_cells;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;
CREATE TRIGGER record_cells_of_changed_areas
    AFTER UPDATE OF counts_towards_total ON areas
    FOR EACH ROW EXECUTE FUNCTION record_cells_of_area();

-- The cell of a whole country: the rows of its own area where a dataset serves that, else those of the served parts that count towards
-- the total, never both. Only cells that have rows.
CREATE VIEW statistics_cells AS
SELECT
    s.country_id,
    c.code AS country_code,
    s.year,
    s.gender,
    CASE WHEN BOOL_OR(a.is_whole) THEN ARRAY_AGG(a.id) FILTER (WHERE a.is_whole) ELSE ARRAY_AGG(a.id) END AS area_ids,
    CASE WHEN BOOL_OR(a.is_whole) THEN c.code ELSE STRING_AGG(a.code, ', ' ORDER BY a.code) END COLLATE "C" AS coverage
FROM dataset_slices s
JOIN areas a ON a.id = s.area_id
JOIN countries c ON c.id = s.country_id
WHERE s.hidden_at IS NULL AND (a.is_whole OR a.counts_towards_total)
GROUP BY s.country_id, c.code, s.year, s.gender;
COMMENT ON VIEW statistics_cells IS 'The areas whose rows make the figures of each country, year and sex';

-- These tables have no foreign keys: their rows are computed from rows that have them, and checking 2 million rows one by one takes
-- longer than computing them.
-- They are rewritten cell by cell: a file of one year writes a fiftieth of the rows of a large country anew, and what it wrote is read from
-- an index alone only after a vacuum. The defaults would wait for a fifth of the table. Vacuuming searchable_names goes through seven
-- indexes, so it waits for a little more.

-- total_count    births with this spelling, over every live row whatever its dataset
-- dataset_count  datasets that the births come from
-- rank           RANK() by births within the cell: ties share a rank, the next one jumps
-- year_total     births published for the cell (not all births: small counts are withheld)
-- share          100 * total_count / year_total, percent, two decimals, halves up
-- coverage       areas that the cell is made of, for example GB-EAW, GB-SCT
-- decade         first year of the decade
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
    share NUMERIC(5, 2) NOT NULL,
    coverage TEXT COLLATE "C" NOT NULL,
    decade INTEGER NOT NULL GENERATED ALWAYS AS (year / 10 * 10) STORED
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
COMMENT ON TABLE name_statistics IS 'Births, rank and share per country, year, gender and name';

CREATE TABLE year_totals (
    country_id UUID NOT NULL,
    country_code VARCHAR(2) COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL,
    births BIGINT NOT NULL,
    names INTEGER NOT NULL,
    smallest_count BIGINT NOT NULL,
    largest_count BIGINT NOT NULL,
    coverage TEXT COLLATE "C" NOT NULL,
    decade INTEGER NOT NULL GENERATED ALWAYS AS (year / 10 * 10) STORED
);
COMMENT ON TABLE year_totals IS 'Births and names published per country, year and gender';

-- The same by decades, so that the top names of a decade come from an index as those of a year do: 0.1 ms, where adding up ten years of
-- the US takes 150 ms.
-- decade         first year of the decade
-- dataset_count  files of the year that has most: which files the years share is not known here
-- decade_total   births published in the decade's years that are loaded
-- coverage       areas of all its years together
CREATE TABLE decade_statistics (
    country_id UUID NOT NULL,
    country_code VARCHAR(2) COLLATE "C" NOT NULL,
    decade INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    total_count BIGINT NOT NULL,
    dataset_count INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    decade_total BIGINT NOT NULL,
    share NUMERIC(5, 2) NOT NULL,
    coverage TEXT COLLATE "C" NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
COMMENT ON TABLE decade_statistics IS 'Births, rank and share per country, decade, gender and name';

-- One row per country and name, and one per name with country_code '' for all countries together.
CREATE TABLE searchable_names (
    country_id UUID,
    country_code VARCHAR(2) COLLATE "C" NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    -- Without blanks and punctuation, so that Anne-Marie, AnneMarie and Anne Marie are one.
    search_key TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (TRANSLATE(folded, ' -''.,()/?', '')) STORED,
    sounds TEXT[] NOT NULL GENERATED ALWAYS AS (name_sounds(folded)) STORED,
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
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
COMMENT ON TABLE searchable_names IS 'Births and years per country and name, with the name as a search compares it';

-- One row per country: the areas of all its years together.
CREATE TABLE country_coverage (
    country_id UUID NOT NULL,
    country_code VARCHAR(2) COLLATE "C" PRIMARY KEY,
    coverage TEXT COLLATE "C" NOT NULL
);
COMMENT ON TABLE country_coverage IS 'The areas that the figures of each country cover, over all years';

-- Names with fewer than 100 births in a country are left out: their probability would be noise.
-- The two probabilities are percentages that add up: rounded apart they could make 100.01.
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

-- What readers see of each table: its columns, and those that follow from them. Each join is to a unique column and keeps every row, so
-- that PostgreSQL leaves it out of a query that does not ask for its columns.
CREATE VIEW names_view AS
SELECT
    n.id,
    n.dataset_id,
    n.country_id,
    c.code AS country_code,
    c.name AS country_name,
    n.year,
    n.year / 10 * 10 AS decade,
    n.name,
    n.gender,
    n.count,
    n.created_at,
    n.deleted_at,
    a.code AS area
FROM names n LEFT JOIN countries c ON c.id = n.country_id LEFT JOIN areas a ON a.id = n.area_id;
COMMENT ON VIEW names_view IS 'Rows of names, live or not, with their country, decade and area';

CREATE VIEW datasets_view AS
SELECT d.*, c.code AS country_code, c.name AS country_name FROM datasets d LEFT JOIN countries c ON c.id = d.country_id;
COMMENT ON VIEW datasets_view IS 'Rows of datasets with their country';

CREATE VIEW dataset_slices_view AS
SELECT
    s.dataset_id,
    s.area_id,
    c.code AS country_code,
    a.code AS area,
    s.year,
    s.gender,
    s.parser_type,
    s.publisher,
    s.claim,
    s.row_count,
    s.births,
    s.hidden_at IS NULL AS is_served
FROM dataset_slices s LEFT JOIN countries c ON c.id = s.country_id LEFT JOIN areas a ON a.id = s.area_id;
COMMENT ON VIEW dataset_slices_view IS 'Rows of dataset_slices with their country and area';

-- per_million    1000000 * total_count / year_total, two decimals, halves up
-- By the code, which begins the key: a condition on the name of a country then finds its rows by the index of the key.
CREATE VIEW name_statistics_view AS
SELECT s.*, c.name AS country_name,
    (((200000000 * s.total_count + s.year_total) / (2 * s.year_total)) * 0.01)::NUMERIC(9, 2) AS per_million
FROM name_statistics s LEFT JOIN countries c ON c.code = s.country_code;
COMMENT ON VIEW name_statistics_view IS 'Rows of name_statistics with the name of their country and the share per million';

CREATE VIEW year_totals_view AS
SELECT t.*, c.name AS country_name FROM year_totals t LEFT JOIN countries c ON c.code = t.country_code;
COMMENT ON VIEW year_totals_view IS 'Rows of year_totals with the name of their country';

CREATE VIEW decade_statistics_view AS
SELECT s.*, c.name AS country_name,
    (((200000000 * s.total_count + s.decade_total) / (2 * s.decade_total)) * 0.01)::NUMERIC(9, 2) AS per_million
FROM decade_statistics s LEFT JOIN countries c ON c.code = s.country_code;
COMMENT ON VIEW decade_statistics_view IS 'Rows of decade_statistics with the name of their country and the share per million';

-- The indexes of the four tables. They are built after the rows where the tables are empty, in a third of the time that it takes to
-- keep them up to date row by row.
CREATE FUNCTION end_first_refresh() RETURNS VOID AS $$
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
SELECT end_first_refresh();

-- Readers of the tables wait for that one transaction, in which there is nothing to read yet.
CREATE FUNCTION begin_first_refresh() RETURNS BOOLEAN AS $$
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

REVOKE ALL ON FUNCTION coverage_union(TEXT[]), begin_first_refresh(), end_first_refresh(), analyze_statistics(BIGINT) FROM PUBLIC;

-- Of a database that went down to 003 and comes up again.
INSERT INTO changed_cells SELECT DISTINCT area_id, year, gender FROM dataset_slices WHERE hidden_at IS NULL;
