SELECT set_config('lock_timeout', '3s', TRUE);

-- A monitor may not read names. Its key must not become one that may, so it ends.
UPDATE api_keys SET role = 'viewer', revoked_at = LEAST(revoked_at, NOW()) WHERE role = 'monitor';

ALTER TABLE api_keys
    DROP CONSTRAINT chk_role,
    ADD CONSTRAINT chk_role CHECK (role IN ('admin', 'viewer'));
