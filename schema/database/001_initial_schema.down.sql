-- No IF EXISTS and no CASCADE: a database that differs from what 001 made should stop here, not lose something else.
DROP FUNCTION cleanup_old_jobs();
DROP FUNCTION lock_next_job(VARCHAR);
DROP TABLE api_keys;
DROP TABLE jobs;
DROP TABLE names;
DROP TABLE datasets;
DROP TABLE countries;
DROP FUNCTION update_updated_at_column();
