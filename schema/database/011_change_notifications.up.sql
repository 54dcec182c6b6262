-- Servers that have subscribers listen; the payload is the id, the reader's role reads the rest. Equal notifications of one
-- transaction are one.
-- Transactions that notify commit one after the other, which costs the job queue most of its speed. So rows notify only
-- while someone listens: whoever does holds these locks, shared. There are 64, so that sessions which try theirs at the
-- same moment seldom take each other for a listener, and then only notify in vain.
CREATE FUNCTION listen_to_changes() RETURNS VOID AS $$
    SELECT pg_advisory_lock_shared(1650549369, n) FROM GENERATE_SERIES(0, 63) n;
$$ LANGUAGE sql;

CREATE FUNCTION notify_row_changed() RETURNS TRIGGER AS $$
BEGIN
    IF pg_try_advisory_lock(1650549369, pg_backend_pid() % 64) THEN
        PERFORM pg_advisory_unlock(1650549369, pg_backend_pid() % 64);
    ELSE
        PERFORM pg_notify('babynames_' || TG_TABLE_NAME || '_changed', NEW.id::TEXT);
    END IF;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER notify_jobs_changed
    AFTER INSERT OR UPDATE ON jobs
    FOR EACH ROW EXECUTE FUNCTION notify_row_changed();
CREATE TRIGGER notify_datasets_changed
    AFTER INSERT OR UPDATE ON datasets
    FOR EACH ROW EXECUTE FUNCTION notify_row_changed();
