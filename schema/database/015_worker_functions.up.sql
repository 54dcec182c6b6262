-- A function is everybody's until that is taken back. These two change nothing without rights on jobs, but only workers have a use
-- for them.
REVOKE EXECUTE ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs() TO api_worker;
