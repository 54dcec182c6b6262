-- Whoever ended a key, every server forgets it at once. What is written at each use (last_used_at) tells nobody.
CREATE FUNCTION notify_key_changed() RETURNS TRIGGER AS $$
BEGIN
    PERFORM pg_notify('babynames_keys', OLD.key_id);
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER notify_api_keys_changed
    AFTER UPDATE OF role, key_hash, expires_at, revoked_at OR DELETE ON api_keys
    FOR EACH ROW EXECUTE FUNCTION notify_key_changed();

-- Who did what, on what, when, and how it ended. Written before the work begins and completed after it, so that a
-- process which dies in between leaves a row that says so. Nobody may delete one.
CREATE TABLE admin_actions (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_id VARCHAR(12),
    actor VARCHAR(100) NOT NULL,
    action VARCHAR(50) NOT NULL,
    subject VARCHAR(300),
    outcome VARCHAR(20) NOT NULL DEFAULT 'begun',
    error_code VARCHAR(50),
    began_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    ended_at TIMESTAMPTZ,

    CONSTRAINT chk_outcome CHECK (outcome IN ('begun', 'done', 'refused', 'failed')),
    CONSTRAINT chk_ended_at CHECK ((outcome = 'begun') = (ended_at IS NULL))
);
COMMENT ON TABLE admin_actions IS 'Every action of an admin, for audit';
COMMENT ON COLUMN admin_actions.key_id IS 'Public id of the key; null for the command line';
COMMENT ON COLUMN admin_actions.outcome IS 'begun, then done, refused (error_code says why) or failed; begun for good when the process died';

GRANT SELECT ON admin_actions TO api_readonly;
GRANT SELECT (id, subject), INSERT (key_id, actor, action, subject), UPDATE (subject, outcome, error_code, ended_at) ON admin_actions TO api_writer;
