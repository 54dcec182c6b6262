-- Two first loads at once: each held a lock from looking whether the table is empty, and waited for the other's. The second one now waits
-- for the first, and then loads as into any table.
CREATE OR REPLACE FUNCTION begin_first_load() RETURNS BOOLEAN AS $$
BEGIN
    -- Asked for without a lock that lasts. It waits for a first load that is going on.
    IF pg_relation_size('names') > 0 THEN
        RETURN FALSE;
    END IF;
    BEGIN
        LOCK TABLE names IN ACCESS EXCLUSIVE MODE;
        IF EXISTS (SELECT FROM names) THEN
            -- Gives the lock back.
            RAISE EXCEPTION 'another loader was first' USING ERRCODE = 'lock_not_available';
        END IF;
    EXCEPTION WHEN lock_not_available THEN
        RETURN FALSE;
    END;

    -- A table truncated in the same transaction takes rows frozen (COPY ... FREEZE): the first scan, which fills the
    -- views, need not mark two million rows as committed. With wal_level minimal they are not logged either.
    TRUNCATE names;
    DROP INDEX uq_names_dataset_year_name_gender;
    DROP INDEX idx_names_country_year_gender;
    DROP INDEX idx_names_name_country;
    DROP INDEX idx_names_country_year_count;
    DROP INDEX idx_names_name_year_gender;

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
