DROP INDEX idx_name_stats_top;
CREATE INDEX idx_name_stats_top ON name_statistics(year, gender, country_code, total_count DESC, name);
