-- The roles stay: other databases of the cluster may use them.
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM api_worker', current_database()); END; $$;
ALTER MATERIALIZED VIEW name_statistics OWNER TO CURRENT_USER;
ALTER MATERIALIZED VIEW gender_probabilities OWNER TO CURRENT_USER;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM api_readonly, api_worker, api_writer;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM api_readonly, api_worker, api_writer;
REVOKE ALL ON FUNCTION begin_first_load(), end_first_load() FROM api_worker;
REVOKE ALL ON SCHEMA public FROM api_readonly, api_worker, api_writer;
