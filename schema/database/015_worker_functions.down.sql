-- The owner's own right last, as it was.
REVOKE EXECUTE ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs() FROM api_worker, CURRENT_USER;
GRANT EXECUTE ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs() TO PUBLIC;
GRANT EXECUTE ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs() TO CURRENT_USER;
