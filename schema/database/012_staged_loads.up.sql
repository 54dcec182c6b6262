-- Rows that come into a table in use are staged and merged in one INSERT. Its foreign keys were checked row by row, twice
-- for each of 2.1 million rows that all name the same dataset: 11 s of 36. Here they are checked once, by what the key's
-- own trigger does: it locks the dataset's row against being deleted until the transaction ends. The country's is safe
-- by then: the dataset names the same one (uq_datasets_id_country), and countries with datasets cannot be deleted.
-- Only a superuser, or who was granted SET ON PARAMETER session_replication_role, may leave the triggers out; any other
-- owner keeps the row by row check. They belong to the owner of the table; the loader may only call them.
CREATE FUNCTION begin_staged_load() RETURNS VOID AS $$
BEGIN
    CREATE TEMPORARY TABLE staged_names ON COMMIT DROP AS SELECT year, name, gender, count FROM names WITH NO DATA;
    GRANT INSERT ON pg_temp.staged_names TO api_worker;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

CREATE FUNCTION end_staged_load(dataset UUID, country UUID) RETURNS VOID AS $$
BEGIN
    -- A view or a table that the caller made would run the caller's code with the owner's rights.
    IF NOT EXISTS (SELECT FROM pg_class WHERE oid = 'pg_temp.staged_names'::REGCLASS AND relkind = 'r' AND relowner = CURRENT_USER::REGROLE) THEN
        RAISE EXCEPTION 'staged_names was not made by begin_staged_load' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM datasets WHERE id = dataset AND country_id = country FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the rows are of no dataset' USING ERRCODE = 'foreign_key_violation';
    END IF;

    BEGIN
        PERFORM set_config('session_replication_role', 'replica', TRUE);
    EXCEPTION WHEN insufficient_privilege THEN
        NULL;
    END;
    INSERT INTO names (dataset_id, country_id, year, name, gender, count)
    SELECT dataset, country, s.year, s.name, s.gender, s.count FROM pg_temp.staged_names s ORDER BY s.year, s.name, s.gender;
    IF current_setting('session_replication_role') = 'replica' THEN
        PERFORM set_config('session_replication_role', 'origin', TRUE);
    END IF;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB' SET jit = off;

REVOKE ALL ON FUNCTION begin_staged_load(), end_staged_load(UUID, UUID) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_staged_load(), end_staged_load(UUID, UUID) TO api_worker;
