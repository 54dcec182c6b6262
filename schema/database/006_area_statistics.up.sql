-- The figures of parts of countries, as name_statistics has those of countries. A whole country is left out: its figures are there.

-- rank, share  within the part's own births of the year and sex
-- year_total   births published for the cell
-- Filled and kept by the refresh of the statistics, cell by cell: one dataset serves each.
CREATE TABLE area_statistics (
    area VARCHAR(6) COLLATE "C" NOT NULL,
    country_id UUID NOT NULL,
    country_code VARCHAR(2) COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    total_count BIGINT NOT NULL,
    rank INTEGER NOT NULL,
    year_total BIGINT NOT NULL,
    share NUMERIC(5, 2) NOT NULL,
    decade INTEGER NOT NULL GENERATED ALWAYS AS (year / 10 * 10) STORED
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
COMMENT ON TABLE area_statistics IS 'Births, rank and share per part of a country, year, gender and name';

-- The key, and the order of default pages, cursors and the whole feed.
CREATE UNIQUE INDEX uq_area_stats ON area_statistics(area, year, gender, name);
-- The trend of a name.
CREATE INDEX idx_area_stats_name ON area_statistics(name, area, year);
-- The names given most, from the index alone.
CREATE INDEX idx_area_stats_top ON area_statistics(area, year, gender, total_count DESC, name) INCLUDE (rank);

-- per_million    1000000 * total_count / year_total, two decimals, halves up
CREATE VIEW area_statistics_view AS
SELECT s.*, a.name AS area_name, c.name AS country_name,
    (((200000000 * s.total_count + s.year_total) / (2 * s.year_total)) * 0.01)::NUMERIC(9, 2) AS per_million
FROM area_statistics s LEFT JOIN areas a ON a.code = s.area LEFT JOIN countries c ON c.code = s.country_code;
COMMENT ON VIEW area_statistics_view IS 'Rows of area_statistics with the names of their area and country and the share per million';

CREATE VIEW areas_view AS
SELECT a.*, c.code AS country_code, c.name AS country_name FROM areas a LEFT JOIN countries c ON c.id = a.country_id;
COMMENT ON VIEW areas_view IS 'Rows of areas with their country';

-- The function of 004 records cells of countries.
CREATE FUNCTION record_cells_of_parts() RETURNS TRIGGER AS $$
BEGIN
    INSERT INTO changed_cells SELECT DISTINCT a.id, s.year, s.gender FROM area_statistics s JOIN areas a ON a.code = s.area;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER record_cells_of_all_parts
    AFTER TRUNCATE ON dataset_slices
    FOR EACH STATEMENT EXECUTE FUNCTION record_cells_of_parts();

GRANT SELECT ON area_statistics, area_statistics_view, areas_view TO api_readonly;
GRANT SELECT, INSERT, DELETE ON area_statistics TO api_worker;

-- The next refresh fills the table.
INSERT INTO changed_cells
SELECT DISTINCT s.area_id, s.year, s.gender FROM dataset_slices s JOIN areas a ON a.id = s.area_id WHERE s.hidden_at IS NULL AND NOT a.is_whole;
NOTIFY babynames_changed_cells;
