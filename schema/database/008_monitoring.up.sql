-- A role of keys for scrapers, below admin and beside viewer: it reads metrics and the state of queue and database.

-- The change needs a moment without readers of api_keys. Behind a session that holds the table for long, as pg_dump does, it
-- would keep every check of a key waiting, so it fails instead and changes nothing.
SELECT set_config('lock_timeout', '3s', TRUE);

ALTER TABLE api_keys
    DROP CONSTRAINT chk_role,
    ADD CONSTRAINT chk_role CHECK (role IN ('admin', 'viewer', 'monitor'));
