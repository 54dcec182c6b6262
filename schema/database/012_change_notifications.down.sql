DROP TRIGGER notify_datasets_changed ON datasets;
DROP TRIGGER notify_jobs_changed ON jobs;
DROP FUNCTION notify_row_changed();
