-- The job queue: claims, its end, and who is told.

-- Claims the oldest job that is due, in one statement; workers never wait for each other (SKIP LOCKED).
-- worker_id is cut to the column: a long host name must not stop the queue.
-- Jobs out of attempts are ended when none is left to claim: before each claim, that read the whole queue.
-- The commit of a claim need not wait for the disk: the result of the job is flushed after it, and a claim lost in a
-- crash of the database leaves its job queued. So the claim is a transaction of its own.
-- A job out of attempts ends with its dataset: left at processing, it could be neither reprocessed nor cancelled.
CREATE FUNCTION lock_next_job(worker_id VARCHAR(100))
RETURNS TABLE (
    job_id UUID,
    job_type VARCHAR(50),
    job_payload JSONB,
    job_dataset_id UUID,
    job_attempts INTEGER,
    job_max_attempts INTEGER
) AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', TRUE);

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

    IF NOT FOUND THEN
        WITH exhausted AS (
            SELECT id FROM jobs WHERE status = 'queued' AND attempts >= max_attempts FOR UPDATE SKIP LOCKED
        ), ended AS (
            UPDATE jobs j
            SET status = 'failed', completed_at = NOW(), last_error = COALESCE(j.last_error, 'out of attempts')
            FROM exhausted e WHERE j.id = e.id
            RETURNING j.dataset_id
        )
        UPDATE datasets d
        SET status = 'failed', processed_at = NOW(),
            error_message = 'BN302: reading was interrupted too often; reprocess the dataset'
        FROM ended e
        WHERE d.id = e.dataset_id AND d.status IN ('pending', 'processing', 'reprocessing');
    END IF;
END;
$$ LANGUAGE plpgsql;

CREATE FUNCTION cleanup_old_jobs() RETURNS INTEGER AS $$
DECLARE
    deleted_count INTEGER;
BEGIN
    DELETE FROM jobs
    WHERE status IN ('completed', 'failed')
      AND completed_at < NOW() - INTERVAL '30 days';

    GET DIAGNOSTICS deleted_count = ROW_COUNT;
    RETURN deleted_count;
END;
$$ LANGUAGE plpgsql;

-- A worker that hangs, or whose machine is cut off, keeps its session and the locks of its load, which the next attempt
-- and every reader of a first load would wait for. The session names the dataset that it loads. It belongs to the
-- connecting user, so the worker's role may not end it but this function may.
CREATE FUNCTION end_load_sessions(dataset UUID) RETURNS INTEGER AS $$
    SELECT COUNT(pg_terminate_backend(pid))::INTEGER
    FROM pg_stat_activity
    WHERE datname = CURRENT_DATABASE() AND application_name = 'babynames load ' || dataset AND pid <> PG_BACKEND_PID();
$$ LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

-- Workers wake when a job is queued; they also poll.
CREATE FUNCTION notify_job_queued() RETURNS TRIGGER AS $$
BEGIN
    NOTIFY babynames_jobs;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER notify_jobs_queued
    AFTER INSERT ON jobs
    FOR EACH STATEMENT EXECUTE FUNCTION notify_job_queued();

-- A function is everybody's until that is taken back.
REVOKE ALL ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs(), end_load_sessions(UUID) FROM PUBLIC;
