DROP TRIGGER notify_jobs_queued ON jobs;
DROP FUNCTION notify_job_queued();
DROP FUNCTION end_load_sessions(UUID);
DROP FUNCTION cleanup_old_jobs();
DROP FUNCTION lock_next_job(VARCHAR);
