-- Without their columns of 003 these rows cannot be used again, and 003 could not be applied to them again.
TRUNCATE names, jobs, dataset_slices, datasets, api_keys;
REFRESH MATERIALIZED VIEW name_statistics;
REFRESH MATERIALIZED VIEW gender_probabilities;
DROP TRIGGER notify_jobs_queued ON jobs;
DROP FUNCTION notify_job_queued();
DROP TABLE statistics_state;
ALTER TABLE api_keys DROP CONSTRAINT chk_key_id, DROP COLUMN key_id;
ALTER TABLE jobs
    DROP CONSTRAINT chk_progress_phase,
    DROP CONSTRAINT chk_rows_done,
    DROP COLUMN progress_phase,
    DROP COLUMN rows_done,
    DROP COLUMN rows_expected;
DROP TABLE dataset_slices;
DROP TRIGGER check_datasets_status_step ON datasets;
DROP TRIGGER check_datasets_new_status ON datasets;
DROP FUNCTION check_dataset_status_step();
DROP INDEX uq_datasets_country_sha256;
ALTER TABLE datasets
    DROP CONSTRAINT chk_sha256,
    DROP CONSTRAINT chk_error_count,
    DROP COLUMN parser_type,
    DROP COLUMN sha256,
    DROP COLUMN error_count,
    DROP COLUMN errors,
    DROP COLUMN warnings;
