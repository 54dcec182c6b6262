-- Who may do what, who is told of changes, and what admins did.

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

-- Of other users' statements pg_stat_activity shows neither state nor age; the text stays hidden: it may hold what a client sent.
CREATE FUNCTION long_statements(longer_than INTERVAL) RETURNS TABLE (process INTEGER, seconds NUMERIC, state TEXT) AS $$
    SELECT pid, EXTRACT(EPOCH FROM NOW() - query_start)::NUMERIC(18, 1), state
    FROM pg_stat_activity
    WHERE datname = CURRENT_DATABASE() AND state <> 'idle' AND query_start < NOW() - longer_than
$$ LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp;

REVOKE ALL ON FUNCTION long_statements(INTERVAL) FROM PUBLIC;

-- Roles belong to the cluster: created if absent, never dropped. The connecting user becomes a
-- member, so that one connection string serves all three by SET ROLE.
DO $$
DECLARE
    wanted NAME;
    -- Since PostgreSQL 16 whoever creates a role may grant it, and is not yet a member who may take it or has its rights.
    separate CONSTANT BOOLEAN := current_setting('server_version_num')::INTEGER >= 160000;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['api_readonly', 'api_worker', 'api_writer']::NAME[] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                -- Another database of the cluster was first.
                NULL;
            END;
        END IF;
        IF NOT pg_has_role(current_user, wanted, CASE WHEN separate THEN 'SET' ELSE 'MEMBER' END)
            OR separate AND pg_has_role(current_user, wanted, 'MEMBER WITH ADMIN OPTION')
                AND NOT pg_has_role(current_user, wanted, 'USAGE') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted) || CASE WHEN separate THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END;
        END IF;
    END LOOP;
END;
$$;

GRANT USAGE ON SCHEMA public TO api_readonly, api_worker, api_writer;

-- The reader: every published figure and the state of the work, no key.
GRANT SELECT ON countries, areas, datasets, dataset_slices, names, jobs, admin_actions, statistics_state, changed_cells, statistics_cells,
    name_statistics, year_totals, decade_statistics, searchable_names, country_coverage, gender_probabilities,
    names_view, datasets_view, dataset_slices_view, name_statistics_view, year_totals_view, decade_statistics_view TO api_readonly;
GRANT EXECUTE ON FUNCTION long_statements(INTERVAL), coverage_union(TEXT[]) TO api_readonly;

-- The worker: runs jobs, loads rows, refreshes the statistics.
GRANT SELECT ON countries, areas, statistics_state, statistics_cells TO api_worker;
GRANT SELECT, UPDATE ON datasets TO api_worker;
-- A dataset that is to serve purged rows is read again.
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO api_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON dataset_slices, names TO api_worker;
GRANT SELECT, INSERT, DELETE ON changed_cells TO api_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON name_statistics, year_totals, decade_statistics, searchable_names, country_coverage TO api_worker;
GRANT UPDATE (version, refreshed_at) ON statistics_state TO api_worker;
GRANT USAGE ON SEQUENCE names_id_seq TO api_worker;
GRANT EXECUTE ON FUNCTION lock_next_job(VARCHAR), cleanup_old_jobs(), end_load_sessions(UUID), begin_first_load(), end_first_load(),
    begin_restore(BIGINT), create_names_indexes(), begin_staged_load(), end_staged_load(UUID, UUID), coverage_union(TEXT[]), begin_first_refresh(), end_first_refresh(),
    analyze_statistics(BIGINT) TO api_worker;

-- The writer: accepts uploads, queues jobs, keeps keys and countries. Alone it may read a key's hash.
GRANT SELECT ON countries, areas, dataset_slices, statistics_state TO api_writer;
GRANT INSERT (code, name), UPDATE (name, source_url, attribution) ON countries TO api_writer;
GRANT INSERT (country_id, code, name, counts_towards_total), UPDATE (name, counts_towards_total) ON areas TO api_writer;
GRANT SELECT, INSERT, UPDATE ON datasets, jobs, api_keys TO api_writer;
GRANT USAGE ON SEQUENCE dataset_claims TO api_writer;
GRANT SELECT (id, subject), INSERT (key_id, actor, action, subject), UPDATE (subject, outcome, error_code, ended_at) ON admin_actions TO api_writer;

-- Staging rows and refreshes use temporary tables.
DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO api_worker', current_database()); END; $$;
