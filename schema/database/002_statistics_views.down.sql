DROP MATERIALIZED VIEW gender_probabilities;
DROP MATERIALIZED VIEW name_statistics;
