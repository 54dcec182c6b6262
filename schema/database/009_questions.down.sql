DROP FUNCTION long_statements(INTERVAL);
DROP MATERIALIZED VIEW searchable_names;
DROP MATERIALIZED VIEW year_totals;
DROP FUNCTION name_sounds(TEXT);
DROP FUNCTION fold_name(TEXT);
DROP EXTENSION unaccent;
DROP EXTENSION fuzzystrmatch;
