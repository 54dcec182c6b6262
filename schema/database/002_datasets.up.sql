-- The life of a dataset: the steps of its status, the slices that it serves, and how its rows come in.

-- pending -> processing -> completed | failed; completed | failed -> reprocessing -> completed | failed;
-- pending -> failed is a cancelled upload. Staying is always allowed: a rescued job goes on where it was.
CREATE FUNCTION check_dataset_status_step() RETURNS TRIGGER AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'a new dataset is pending, not %', NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = 'dataset_status_step';
        END IF;
    ELSIF (OLD.status, NEW.status) NOT IN (
        ('pending', 'processing'), ('pending', 'failed'),
        ('processing', 'completed'), ('processing', 'failed'),
        ('completed', 'reprocessing'), ('failed', 'reprocessing'),
        ('reprocessing', 'completed'), ('reprocessing', 'failed')) THEN
        RAISE EXCEPTION 'a dataset cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dataset_status_step';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER check_datasets_new_status
    BEFORE INSERT ON datasets
    FOR EACH ROW EXECUTE FUNCTION check_dataset_status_step();
CREATE TRIGGER check_datasets_status_step
    BEFORE UPDATE OF status ON datasets
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION check_dataset_status_step();

-- A slice is one area, year and sex of a file. Of the live datasets that hold a slice, the one with the latest claim serves it; the rows of
-- the others are soft-deleted, all at hidden_at, which tells them from rows that a reprocessing replaced and brings just them back.
-- The partial unique index makes two servers of one slice impossible.
CREATE TABLE dataset_slices (
    dataset_id UUID NOT NULL,
    country_id UUID NOT NULL,
    area_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL,
    -- The source, as the rows were read.
    parser_type VARCHAR(50) NOT NULL,
    publisher VARCHAR(200),
    claim BIGINT NOT NULL,
    row_count INTEGER NOT NULL,
    births BIGINT NOT NULL,
    hidden_at TIMESTAMPTZ,
    purged_at TIMESTAMPTZ,

    PRIMARY KEY (dataset_id, area_id, year, gender),
    FOREIGN KEY (dataset_id, country_id) REFERENCES datasets(id, country_id) ON DELETE CASCADE,
    FOREIGN KEY (area_id, country_id) REFERENCES areas(id, country_id) ON DELETE RESTRICT,
    CONSTRAINT chk_slice_gender CHECK (gender IN ('M', 'F')),
    CONSTRAINT chk_slice_row_count CHECK (row_count > 0),
    CONSTRAINT chk_slice_births CHECK (births > 0),
    CONSTRAINT chk_purged_is_hidden CHECK (purged_at IS NULL OR hidden_at IS NOT NULL)
);
CREATE UNIQUE INDEX uq_dataset_slices_serving ON dataset_slices(area_id, year, gender) WHERE hidden_at IS NULL;
CREATE INDEX idx_dataset_slices_country_id ON dataset_slices(country_id, year, gender);
-- For the purge: hidden rows by age are found by idx_names_deleted_at, hidden slices by this.
CREATE INDEX idx_dataset_slices_hidden_at ON dataset_slices(hidden_at) WHERE hidden_at IS NOT NULL;

COMMENT ON TABLE dataset_slices IS 'Which dataset holds and which serves each area, year and sex';
COMMENT ON COLUMN dataset_slices.claim IS 'Order of the claims; the live dataset with the latest claim serves the slice';
COMMENT ON COLUMN dataset_slices.hidden_at IS 'Since when another dataset serves this slice; null while this one does';
COMMENT ON COLUMN dataset_slices.purged_at IS 'Since when the rows of this hidden slice are gone; its dataset is read again when it is to serve';

-- Of a database that went down to 001 and comes up again: what is live is served.
INSERT INTO dataset_slices (dataset_id, country_id, area_id, year, gender, parser_type, publisher, claim, row_count, births)
SELECT n.dataset_id, n.country_id, n.area_id, n.year, n.gender, d.parser_type, d.publisher, d.claim, COUNT(*), SUM(n.count)
FROM names n JOIN datasets d ON d.id = n.dataset_id
WHERE n.deleted_at IS NULL
GROUP BY n.dataset_id, n.country_id, n.area_id, n.year, n.gender, d.parser_type, d.publisher, d.claim;

-- The indexes of live rows.
CREATE FUNCTION drop_names_indexes() RETURNS VOID AS $$
BEGIN
    DROP INDEX uq_names_dataset_year_name_gender;
    DROP INDEX idx_names_country_year_gender;
    DROP INDEX idx_names_name_country;
    DROP INDEX idx_names_country_year_count;
    DROP INDEX idx_names_name_year_gender;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

CREATE FUNCTION create_names_indexes() RETURNS VOID AS $$
BEGIN
    CREATE UNIQUE INDEX uq_names_dataset_year_name_gender ON names(dataset_id, area_id, year, name, gender)
        WHERE deleted_at IS NULL;
    CREATE INDEX idx_names_country_year_gender ON names(country_id, year, gender, area_id)
        WHERE deleted_at IS NULL;
    CREATE INDEX idx_names_name_country ON names(name, country_id)
        WHERE deleted_at IS NULL;
    CREATE INDEX idx_names_country_year_count ON names(country_id, year, count DESC)
        WHERE deleted_at IS NULL;
    CREATE INDEX idx_names_name_year_gender ON names(name, year, gender, country_id)
        WHERE deleted_at IS NULL;
    ANALYZE names;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET maintenance_work_mem = '256MB';

-- A first load fills an empty table: building its indexes after the rows takes 6 s for 2.1 million rows, keeping them
-- up to date row by row 30 s. Both functions run in the loader's transaction, so a loader that dies leaves the table
-- empty and its indexes whole. They belong to the owner of the table; the loader may only call them.
-- Readers of names wait for that one transaction, in which there is nothing to read yet. A second first load waits for the first, and
-- then loads as into any table. Partitions (babynames partition) are loaded as a table in use: rows do not come into them frozen, and their
-- indexes are not those that are named here.
CREATE FUNCTION begin_first_load() RETURNS BOOLEAN AS $$
BEGIN
    -- Asked for without a lock that lasts. It waits for a first load that is going on.
    IF pg_relation_size('names') > 0 OR (SELECT relkind = 'p' FROM pg_class WHERE oid = 'names'::REGCLASS) THEN
        RETURN FALSE;
    END IF;
    BEGIN
        LOCK TABLE names IN ACCESS EXCLUSIVE MODE;
        IF EXISTS (SELECT FROM names) OR (SELECT relkind = 'p' FROM pg_class WHERE oid = 'names'::REGCLASS) THEN
            -- Gives the lock back.
            RAISE EXCEPTION 'another loader or the partitions were first' USING ERRCODE = 'lock_not_available';
        END IF;
    EXCEPTION WHEN lock_not_available THEN
        RETURN FALSE;
    END;

    -- A table truncated in the same transaction takes rows frozen (COPY ... FREEZE): the first scan, which fills the
    -- statistics, need not mark two million rows as committed. With wal_level minimal they are not logged either.
    TRUNCATE names;
    PERFORM drop_names_indexes();

    -- Foreign keys are checked once at the end instead of row by row (15 s). Only a superuser may do that;
    -- any other owner keeps the row by row check.
    BEGIN
        ALTER TABLE names DISABLE TRIGGER ALL;
    EXCEPTION WHEN insufficient_privilege THEN
        NULL;
    END;
    RETURN TRUE;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

CREATE FUNCTION end_first_load() RETURNS VOID AS $$
BEGIN
    PERFORM create_names_indexes();

    -- By pairs: comparing each row takes 0.9 s. The areas are those of the slices, which have the same foreign key.
    PERFORM FROM (SELECT DISTINCT dataset_id, country_id FROM names) n
    WHERE NOT EXISTS (SELECT FROM datasets d WHERE d.id = n.dataset_id AND d.country_id = n.country_id);
    IF FOUND THEN
        RAISE EXCEPTION 'names holds a row of no dataset' USING ERRCODE = 'foreign_key_violation';
    END IF;
    BEGIN
        ALTER TABLE names ENABLE TRIGGER ALL;
    EXCEPTION WHEN insufficient_privilege THEN
        NULL;
    END;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

-- Before hidden rows come back, of a restored archive for example. Where they are more than all live rows, the indexes are built after
-- them: 2.1 million rows are back in 40 s instead of 165 s, while readers of names wait. They keep their indexes where fewer rows come back,
-- where somebody reads the table for long, and in partitions.
CREATE FUNCTION begin_restore(restored_rows BIGINT) RETURNS BOOLEAN AS $$
BEGIN
    IF restored_rows < 50000 OR (SELECT relkind = 'p' FROM pg_class WHERE oid = 'names'::REGCLASS)
        OR restored_rows < (SELECT SUM(row_count) FROM dataset_slices WHERE hidden_at IS NULL) THEN
        RETURN FALSE;
    END IF;
    BEGIN
        -- Autovacuum gives way after a second.
        LOCK TABLE names IN ACCESS EXCLUSIVE MODE;
    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
        RETURN FALSE;
    END;
    PERFORM drop_names_indexes();
    RETURN TRUE;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s';

REVOKE ALL ON FUNCTION drop_names_indexes(), create_names_indexes(), begin_first_load(), end_first_load(), begin_restore(BIGINT) FROM PUBLIC;

-- Rows that come into a table in use are staged and merged in one INSERT. Its foreign keys were checked row by row, twice
-- for each of 2.1 million rows that all name the same dataset: 11 s of 36. Here they are checked once, by what the key's
-- own trigger does: it locks the dataset's row against being deleted until the transaction ends. The country's is safe
-- by then: the dataset names the same one (uq_datasets_id_country), and countries with datasets cannot be deleted. The areas are those of
-- the slices, which have the same foreign key.
-- Only a superuser, or who was granted SET ON PARAMETER session_replication_role, may leave the triggers out; any other
-- owner keeps the row by row check. They belong to the owner of the table; the loader may only call them.
CREATE FUNCTION begin_staged_load() RETURNS VOID AS $$
BEGIN
    -- Here it waits while names becomes partitions. Later it would wait with a lock that those who make them wait for.
    LOCK TABLE names IN ROW EXCLUSIVE MODE;
    CREATE TEMPORARY TABLE staged_names ON COMMIT DROP AS SELECT area_id, year, name, gender, count FROM names WITH NO DATA;
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
    INSERT INTO names (dataset_id, country_id, area_id, year, name, gender, count)
    SELECT dataset, country, s.area_id, s.year, s.name, s.gender, s.count FROM pg_temp.staged_names s
    ORDER BY s.area_id, s.year, s.name, s.gender;
    IF current_setting('session_replication_role') = 'replica' THEN
        PERFORM set_config('session_replication_role', 'origin', TRUE);
    END IF;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB' SET jit = off;

REVOKE ALL ON FUNCTION begin_staged_load(), end_staged_load(UUID, UUID) FROM PUBLIC;
