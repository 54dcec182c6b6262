-- The names given most, from the index alone: their rows lie by name, a hundred of them on as many pages.
DROP INDEX idx_name_stats_top;
CREATE INDEX idx_name_stats_top ON name_statistics(year, gender, country_code, total_count DESC, name) INCLUDE (rank, dataset_count);
