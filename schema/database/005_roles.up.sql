-- Who may do what. Roles belong to the cluster: created if absent, never dropped. The connecting user becomes a
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
GRANT SELECT ON countries, datasets, dataset_slices, names, jobs, statistics_state, name_statistics,
    gender_probabilities TO api_readonly;

-- The worker: runs jobs, loads rows, refreshes the views (only an owner may refresh).
GRANT SELECT ON countries, statistics_state TO api_worker;
GRANT SELECT, UPDATE ON datasets, jobs TO api_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON dataset_slices, names TO api_worker;
GRANT DELETE ON jobs TO api_worker;
GRANT UPDATE (changes, version, refreshed_at) ON statistics_state TO api_worker;
GRANT USAGE ON SEQUENCE names_id_seq TO api_worker;
-- To take over the views it must be allowed to create in the schema, for this moment only.
GRANT CREATE ON SCHEMA public TO api_worker;
ALTER MATERIALIZED VIEW name_statistics OWNER TO api_worker;
ALTER MATERIALIZED VIEW gender_probabilities OWNER TO api_worker;
REVOKE CREATE ON SCHEMA public FROM api_worker;
GRANT EXECUTE ON FUNCTION begin_first_load(), end_first_load() TO api_worker;

-- The writer: accepts uploads, queues jobs, keeps keys. Alone it may read a key's hash.
GRANT SELECT ON countries, dataset_slices, statistics_state TO api_writer;
GRANT SELECT, INSERT, UPDATE ON datasets, jobs, api_keys TO api_writer;

-- Staging rows and a concurrent refresh live in temporary tables.
DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO api_worker', current_database()); END; $$;
