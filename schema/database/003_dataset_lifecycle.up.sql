-- Where a dataset's rows come from, which of its slices are served, and how far its job is.

ALTER TABLE datasets
    -- The source's id in the catalogue, for example us_ssa.
    ADD COLUMN parser_type VARCHAR(50) NOT NULL,
    -- Of the stored bytes, hexadecimal: the same file for the same country is refused.
    ADD COLUMN sha256 CHAR(64) NOT NULL,
    -- Every fault is counted; the first 100 are kept.
    ADD COLUMN error_count INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN errors JSONB,
    ADD COLUMN warnings JSONB,
    ADD CONSTRAINT chk_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT chk_error_count CHECK (error_count >= 0);
CREATE UNIQUE INDEX uq_datasets_country_sha256 ON datasets(country_id, sha256) WHERE deleted_at IS NULL;

COMMENT ON COLUMN datasets.parser_type IS 'Source of the file, an id of the source catalogue such as us_ssa';
COMMENT ON COLUMN datasets.errors IS 'The first 100 faults: file, line, column, text, reason, code';
COMMENT ON COLUMN datasets.warnings IS 'What was repaired or doubtful: code, count, examples';

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

-- A slice is one country, source, year and gender. The newest dataset that holds it serves it; the rows of the others
-- are soft-deleted, all at hidden_at, which tells them from rows that a reprocessing replaced and brings just them back.
-- The partial unique index makes two servers of one slice impossible.
CREATE TABLE dataset_slices (
    dataset_id UUID NOT NULL,
    country_id UUID NOT NULL,
    parser_type VARCHAR(50) NOT NULL,
    year INTEGER NOT NULL,
    gender CHAR(1) NOT NULL,
    row_count INTEGER NOT NULL,
    births BIGINT NOT NULL,
    hidden_at TIMESTAMPTZ,

    PRIMARY KEY (dataset_id, year, gender),
    FOREIGN KEY (dataset_id, country_id) REFERENCES datasets(id, country_id) ON DELETE CASCADE,
    CONSTRAINT chk_slice_gender CHECK (gender IN ('M', 'F')),
    CONSTRAINT chk_slice_row_count CHECK (row_count > 0),
    CONSTRAINT chk_slice_births CHECK (births > 0)
);
CREATE UNIQUE INDEX uq_dataset_slices_serving ON dataset_slices(country_id, parser_type, year, gender)
    WHERE hidden_at IS NULL;

COMMENT ON TABLE dataset_slices IS 'Which dataset serves each country, source, year and gender';
COMMENT ON COLUMN dataset_slices.hidden_at IS 'Since when another dataset serves this slice; null while this one does';

ALTER TABLE jobs
    ADD COLUMN progress_phase VARCHAR(20),
    ADD COLUMN rows_done BIGINT,
    ADD COLUMN rows_expected BIGINT,
    ADD CONSTRAINT chk_progress_phase CHECK (progress_phase IN ('reading', 'merging')),
    ADD CONSTRAINT chk_rows_done CHECK (rows_done >= 0 AND rows_expected >= 0);
COMMENT ON COLUMN jobs.rows_expected IS 'Estimate from the share of the file''s bytes read so far';

-- A key is found by this public part; bcrypt of the secret is compared afterwards.
ALTER TABLE api_keys
    ADD COLUMN key_id CHAR(12) NOT NULL UNIQUE,
    ADD CONSTRAINT chk_key_id CHECK (key_id ~ '^[0-9A-Za-z]{12}$');

-- One row. changes counts changes of live rows; version is the count that the views show. While changes is ahead,
-- a refresh is due; caches and ETags hang on version.
CREATE TABLE statistics_state (
    singleton BOOLEAN PRIMARY KEY DEFAULT TRUE,
    changes BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    refreshed_at TIMESTAMPTZ,

    CONSTRAINT chk_singleton CHECK (singleton),
    CONSTRAINT chk_version CHECK (version BETWEEN 0 AND changes)
);
INSERT INTO statistics_state DEFAULT VALUES;
COMMENT ON TABLE statistics_state IS 'Data version of the statistics views, and whether they are behind';

-- The doorbell: workers wake when a job is queued, polling is the net beneath.
CREATE FUNCTION notify_job_queued() RETURNS TRIGGER AS $$
BEGIN
    NOTIFY babynames_jobs;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER notify_jobs_queued
    AFTER INSERT ON jobs
    FOR EACH STATEMENT EXECUTE FUNCTION notify_job_queued();
