-- Every server that has subscribers listens; the payload is the id, the reader's role reads the rest. Equal notifications
-- of one transaction are one.
CREATE FUNCTION notify_row_changed() RETURNS TRIGGER AS $$
BEGIN
    PERFORM pg_notify('babynames_' || TG_TABLE_NAME || '_changed', NEW.id::TEXT);
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER notify_jobs_changed
    AFTER INSERT OR UPDATE ON jobs
    FOR EACH ROW EXECUTE FUNCTION notify_row_changed();
CREATE TRIGGER notify_datasets_changed
    AFTER INSERT OR UPDATE ON datasets
    FOR EACH ROW EXECUTE FUNCTION notify_row_changed();
