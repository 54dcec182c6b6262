DROP MATERIALIZED VIEW decade_statistics;
