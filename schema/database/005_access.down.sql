-- The roles stay: other databases of the cluster may use them.
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM api_worker', current_database()); END; $$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM api_readonly, api_worker, api_writer;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM api_readonly, api_worker, api_writer;
REVOKE ALL ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs(), end_load_sessions(UUID), begin_first_load(), end_first_load(),
    begin_restore(BIGINT), create_names_indexes(), begin_staged_load(), end_staged_load(UUID, UUID), coverage_union(TEXT[]), begin_first_refresh(), end_first_refresh(),
    analyze_statistics(BIGINT) FROM api_worker;
REVOKE ALL ON FUNCTION coverage_union(TEXT[]) FROM api_readonly;
REVOKE ALL ON SCHEMA public FROM api_readonly, api_worker, api_writer;
DROP FUNCTION long_statements(INTERVAL);
DROP TABLE admin_actions;
DROP TRIGGER notify_api_keys_changed ON api_keys;
DROP FUNCTION notify_key_changed();
DROP TRIGGER notify_datasets_changed ON datasets;
DROP TRIGGER notify_jobs_changed ON jobs;
DROP FUNCTION notify_row_changed();
DROP FUNCTION listen_to_changes();
