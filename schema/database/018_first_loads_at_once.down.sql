CREATE OR REPLACE FUNCTION begin_first_load() RETURNS BOOLEAN AS $$
BEGIN
    IF EXISTS (SELECT FROM names) THEN
        RETURN FALSE;
    END IF;
    LOCK TABLE names IN ACCESS EXCLUSIVE MODE;
    -- Another loader may have been first.
    IF EXISTS (SELECT FROM names) THEN
        RETURN FALSE;
    END IF;

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
