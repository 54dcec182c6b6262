-- What charts and search boxes ask for, worked out when the statistics are.

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

-- A few hundred rows in place of two million, for charts of totals.
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

-- One row per country and name, and one per name with country_code '' for all countries together. Added up in two steps:
-- few sums over the two million rows, all of them over what is left.
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

GRANT SELECT ON year_totals, searchable_names TO api_readonly;
GRANT CREATE ON SCHEMA public TO api_worker;
ALTER MATERIALIZED VIEW year_totals OWNER TO api_worker;
ALTER MATERIALIZED VIEW searchable_names OWNER TO api_worker;
REVOKE CREATE ON SCHEMA public FROM api_worker;

-- Of other users' statements pg_stat_activity shows neither state nor age; the text stays hidden: it may hold what a client sent.
CREATE FUNCTION long_statements(longer_than INTERVAL) RETURNS TABLE (process INTEGER, seconds NUMERIC, state TEXT) AS $$
    SELECT pid, EXTRACT(EPOCH FROM NOW() - query_start)::NUMERIC(18, 1), state
    FROM pg_stat_activity
    WHERE datname = CURRENT_DATABASE() AND state <> 'idle' AND query_start < NOW() - longer_than
$$ LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

REVOKE ALL ON FUNCTION long_statements(INTERVAL) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION long_statements(INTERVAL) TO api_readonly;
