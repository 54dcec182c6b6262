DROP FUNCTION end_load_sessions(UUID);
CREATE OR REPLACE FUNCTION lock_next_job(worker_id VARCHAR(100))
RETURNS TABLE (
    job_id UUID,
    job_type VARCHAR(50),
    job_payload JSONB,
    job_dataset_id UUID,
    job_attempts INTEGER,
    job_max_attempts INTEGER
) AS $$
BEGIN
    UPDATE jobs
    SET status = 'failed', completed_at = NOW(), last_error = COALESCE(last_error, 'out of attempts')
    WHERE status = 'queued' AND attempts >= max_attempts;

    RETURN QUERY
    UPDATE jobs
    SET
        status = 'running',
        locked_at = NOW(),
        locked_by = LEFT(worker_id, 100),
        started_at = COALESCE(started_at, NOW()),
        attempts = attempts + 1
    WHERE id = (
        SELECT id
        FROM jobs
        WHERE status = 'queued'
          AND attempts < max_attempts
          AND (next_retry_at IS NULL OR next_retry_at <= NOW())
        ORDER BY created_at, id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, type, payload, dataset_id, attempts, max_attempts;
END;
$$ LANGUAGE plpgsql;
