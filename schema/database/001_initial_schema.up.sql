-- The tables of countries, files, rows, jobs and keys. gen_random_uuid() is built in: no extension is needed.

CREATE TABLE countries (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    -- Byte-wise order, here and for names: indexes are built a third faster, and every system sorts the same.
    code VARCHAR(2) COLLATE "C" NOT NULL UNIQUE,
    name VARCHAR(100) NOT NULL,
    source_url TEXT,
    attribution TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    -- Otherwise 'us' could stand next to 'US'.
    CONSTRAINT chk_countries_code CHECK (code ~ '^[A-Z]{2}$')
);
-- idx_countries_code is left out: the unique constraint on code already is that index.

COMMENT ON TABLE countries IS 'Countries with baby name statistics';
COMMENT ON COLUMN countries.code IS 'ISO 3166-1 alpha-2 country code';
COMMENT ON COLUMN countries.source_url IS 'URL to official government data source';
COMMENT ON COLUMN countries.attribution IS 'Required attribution text for data usage';

-- A country as a whole, or a part of it. Parts that count towards the total do not overlap; a country whose whole is always published
-- (US) has none of them.
CREATE TABLE areas (
    -- 4 bytes: it stands in each row of names.
    id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    country_id UUID NOT NULL REFERENCES countries(id) ON DELETE RESTRICT,
    code VARCHAR(6) COLLATE "C" NOT NULL UNIQUE,
    name VARCHAR(100),
    is_whole BOOLEAN NOT NULL GENERATED ALWAYS AS (LENGTH(code) = 2) STORED,
    counts_towards_total BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    CONSTRAINT uq_areas_id_country UNIQUE (id, country_id),
    CONSTRAINT chk_areas_code CHECK (code ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
    -- The name of a whole country is that of its row in countries.
    CONSTRAINT chk_areas_name CHECK ((name IS NULL) = (LENGTH(code) = 2)),
    CONSTRAINT chk_areas_total CHECK (LENGTH(code) > 2 OR NOT counts_towards_total)
);
-- Files may name an area by its name.
CREATE UNIQUE INDEX uq_areas_country_name ON areas(country_id, LOWER(name));

COMMENT ON TABLE areas IS 'Countries as a whole and their parts';
COMMENT ON COLUMN areas.code IS 'ISO 3166-1 alpha-2 code of a whole country, ISO 3166-2 code of a part';
COMMENT ON COLUMN areas.counts_towards_total IS 'Whether the part is added to the figures of its country where the whole is not served';

-- Each country has its own area.
CREATE FUNCTION add_whole_area() RETURNS TRIGGER AS $$
BEGIN
    INSERT INTO areas (country_id, code) VALUES (NEW.id, NEW.code);
    RETURN NULL;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;
CREATE TRIGGER add_country_area
    AFTER INSERT ON countries
    FOR EACH ROW EXECUTE FUNCTION add_whole_area();

-- Order of the claims on slices: the dataset with the latest claim serves (002).
CREATE SEQUENCE dataset_claims;

CREATE TABLE datasets (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    country_id UUID NOT NULL REFERENCES countries(id) ON DELETE RESTRICT,
    filename VARCHAR(255) NOT NULL,
    file_path TEXT NOT NULL,
    file_size BIGINT NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    row_count INTEGER,
    error_message TEXT,
    uploaded_by VARCHAR(100),
    uploaded_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    processed_at TIMESTAMPTZ,
    deleted_at TIMESTAMPTZ,
    -- The source: an id of the catalogue, for example us_ssa, and who published the file.
    parser_type VARCHAR(50) NOT NULL,
    publisher VARCHAR(200),
    licence TEXT,
    attribution TEXT,
    -- Of the stored bytes, hexadecimal: the same file for the same country is refused.
    sha256 CHAR(64) NOT NULL,
    -- What the uploader said of a file because neither the file nor its name does; reprocessing needs it again.
    file_year INTEGER,
    file_gender CHAR(1),
    area VARCHAR(6) COLLATE "C" REFERENCES areas(code) ON DELETE RESTRICT,
    -- Of the slices that the next run adds; those that the dataset holds keep theirs.
    claim BIGINT NOT NULL DEFAULT NEXTVAL('dataset_claims'),
    -- Every fault is counted; the first 100 are kept.
    error_count INTEGER NOT NULL DEFAULT 0,
    errors JSONB,
    warnings JSONB,

    CONSTRAINT chk_status CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'reprocessing')),
    CONSTRAINT chk_file_size CHECK (file_size > 0),
    CONSTRAINT chk_row_count CHECK (row_count IS NULL OR row_count >= 0),
    CONSTRAINT chk_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT chk_file_year CHECK (file_year BETWEEN 1800 AND 2100),
    CONSTRAINT chk_file_gender CHECK (file_gender IN ('M', 'F')),
    CONSTRAINT chk_error_count CHECK (error_count >= 0),
    -- What the foreign key of names points at, so that a row's country is its dataset's.
    CONSTRAINT uq_datasets_id_country UNIQUE (id, country_id)
);

CREATE INDEX idx_datasets_country_id ON datasets(country_id);
CREATE INDEX idx_datasets_status ON datasets(status) WHERE deleted_at IS NULL;
CREATE INDEX idx_datasets_uploaded_at ON datasets(uploaded_at DESC);
CREATE INDEX idx_datasets_deleted_at ON datasets(deleted_at) WHERE deleted_at IS NOT NULL;
CREATE UNIQUE INDEX uq_datasets_country_sha256 ON datasets(country_id, sha256) WHERE deleted_at IS NULL;

COMMENT ON TABLE datasets IS 'Uploaded dataset files and their processing status';
COMMENT ON COLUMN datasets.status IS 'Processing status: pending, processing, completed, failed, reprocessing';
COMMENT ON COLUMN datasets.file_path IS 'Storage path (e.g., uploads/uuid/original.csv or s3://bucket/key)';
COMMENT ON COLUMN datasets.deleted_at IS 'Soft delete timestamp for versioning';
COMMENT ON COLUMN datasets.parser_type IS 'Source of the file, an id of the source catalogue such as us_ssa';
COMMENT ON COLUMN datasets.publisher IS 'Who published the file; null where a file of one''s own came without';
COMMENT ON COLUMN datasets.file_year IS 'Year of the file as its uploader named it; null where the file says so itself';
COMMENT ON COLUMN datasets.file_gender IS 'Sex of the file as its uploader named it; null where the file says so itself';
COMMENT ON COLUMN datasets.area IS 'Area of the file, as its source covers it or its uploader named it; null where neither does';
COMMENT ON COLUMN datasets.errors IS 'The first 100 faults: file, line, column, text, reason, code';
COMMENT ON COLUMN datasets.warnings IS 'What was repaired or doubtful: code, count, examples';

CREATE TABLE names (
    id BIGSERIAL PRIMARY KEY,
    dataset_id UUID NOT NULL,
    country_id UUID NOT NULL REFERENCES countries(id) ON DELETE RESTRICT,
    year INTEGER NOT NULL,
    area_id INTEGER NOT NULL,
    name VARCHAR(100) COLLATE "C" NOT NULL,
    gender CHAR(1) COLLATE "C" NOT NULL,
    count INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    deleted_at TIMESTAMPTZ,

    -- Two columns, so that a row cannot name another country than its dataset.
    CONSTRAINT names_dataset_id_fkey FOREIGN KEY (dataset_id, country_id)
        REFERENCES datasets(id, country_id) ON DELETE CASCADE,
    -- And its area is one of that country.
    CONSTRAINT names_area_id_fkey FOREIGN KEY (area_id, country_id)
        REFERENCES areas(id, country_id) ON DELETE RESTRICT,
    CONSTRAINT chk_year CHECK (year BETWEEN 1800 AND 2100),
    CONSTRAINT chk_gender CHECK (gender IN ('M', 'F')),
    CONSTRAINT chk_count CHECK (count > 0),
    CONSTRAINT chk_name_length CHECK (LENGTH(name) > 0 AND LENGTH(name) <= 100),
    CONSTRAINT chk_name_trimmed CHECK (name = BTRIM(name))
-- Half of the defaults: what a reprocessing or a deletion hid is rows that a scan passes over, and its purge leaves room that
-- the next load should find.
) WITH (autovacuum_vacuum_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05);

-- Unique among live rows only: a reprocessed dataset keeps its replaced rows until they are purged.
CREATE UNIQUE INDEX uq_names_dataset_year_name_gender ON names(dataset_id, area_id, year, name, gender)
    WHERE deleted_at IS NULL;
-- With the area, so that the figures of a country do not read the rows of parts that are not added to it.
CREATE INDEX idx_names_country_year_gender ON names(country_id, year, gender, area_id)
    WHERE deleted_at IS NULL;
CREATE INDEX idx_names_name_country ON names(name, country_id)
    WHERE deleted_at IS NULL;
-- idx_names_dataset_id is left out: the unique index above starts with dataset_id.
CREATE INDEX idx_names_deleted_at ON names(deleted_at)
    WHERE deleted_at IS NOT NULL;
CREATE INDEX idx_names_country_year_count ON names(country_id, year, count DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX idx_names_name_year_gender ON names(name, year, gender, country_id)
    WHERE deleted_at IS NULL;

COMMENT ON TABLE names IS 'Normalized baby name statistics';
COMMENT ON COLUMN names.gender IS 'M for Male, F for Female';
COMMENT ON COLUMN names.count IS 'Number of babies with this name in the given year';
COMMENT ON COLUMN names.deleted_at IS 'Soft delete timestamp for reprocessing';

CREATE TABLE jobs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    dataset_id UUID REFERENCES datasets(id) ON DELETE CASCADE,
    type VARCHAR(50) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'queued',
    payload JSONB,
    attempts INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL DEFAULT 3,
    last_error TEXT,
    next_retry_at TIMESTAMPTZ,
    locked_at TIMESTAMPTZ,
    locked_by VARCHAR(100),
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    progress_phase VARCHAR(20),
    rows_done BIGINT,
    rows_expected BIGINT,

    CONSTRAINT chk_type CHECK (type IN ('parse_dataset', 'reprocess_dataset')),
    CONSTRAINT chk_status CHECK (status IN ('queued', 'running', 'completed', 'failed')),
    CONSTRAINT chk_attempts CHECK (attempts >= 0 AND attempts <= max_attempts),
    -- An ended job has its time, or cleanup_old_jobs would keep it for ever.
    CONSTRAINT chk_completed_at CHECK ((status IN ('completed', 'failed')) = (completed_at IS NOT NULL)),
    CONSTRAINT chk_locked CHECK ((status = 'running') = (locked_by IS NOT NULL AND locked_at IS NOT NULL)),
    CONSTRAINT chk_progress_phase CHECK (progress_phase IN ('reading', 'merging')),
    CONSTRAINT chk_rows_done CHECK (rows_done >= 0 AND rows_expected >= 0)
);

-- In the order of the claim and without NOW(), which no index predicate may hold:
-- 2,800 claims/s against 29 with 300,000 finished rows lying in the table.
CREATE INDEX idx_jobs_status_next_retry ON jobs(created_at, id) WHERE status = 'queued';
CREATE INDEX idx_jobs_dataset_id ON jobs(dataset_id);
CREATE INDEX idx_jobs_created_at ON jobs(created_at DESC);
CREATE INDEX idx_jobs_locked_at ON jobs(locked_at) WHERE locked_at IS NOT NULL AND status = 'running';
-- One active job per dataset: two would parse the same file at once.
CREATE UNIQUE INDEX uq_jobs_active_dataset ON jobs(dataset_id) WHERE status IN ('queued', 'running');

COMMENT ON TABLE jobs IS 'Asynchronous job queue for background processing';
COMMENT ON COLUMN jobs.type IS 'Job type: parse_dataset, reprocess_dataset';
COMMENT ON COLUMN jobs.status IS 'Job status: queued, running, completed, failed';
COMMENT ON COLUMN jobs.locked_at IS 'Timestamp when job was locked by a worker';
COMMENT ON COLUMN jobs.locked_by IS 'Worker ID (hostname or container ID)';
COMMENT ON COLUMN jobs.rows_expected IS 'Estimate from the share of the file''s bytes read so far';

CREATE TABLE api_keys (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    -- A key is found by this public part; bcrypt of the secret is compared afterwards.
    key_id CHAR(12) NOT NULL UNIQUE,
    key_hash VARCHAR(255) NOT NULL UNIQUE,
    name VARCHAR(100) NOT NULL,
    role VARCHAR(20) NOT NULL DEFAULT 'viewer',
    expires_at TIMESTAMPTZ,
    last_used_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    revoked_at TIMESTAMPTZ,

    CONSTRAINT chk_role CHECK (role IN ('admin', 'viewer')),
    CONSTRAINT chk_key_id CHECK (key_id ~ '^[0-9A-Za-z]{12}$'),
    CONSTRAINT chk_key_hash CHECK (key_hash ~ '^\$2[aby]\$[0-9]{2}\$.{53}$')
);
-- idx_api_keys_key_hash is left out: the unique constraint on key_hash already is that index, and a salted
-- hash cannot be looked up by anyway. Keys are found by key_id.
CREATE INDEX idx_api_keys_expires_at ON api_keys(expires_at)
    WHERE expires_at IS NOT NULL AND revoked_at IS NULL;

COMMENT ON TABLE api_keys IS 'API keys for authentication';
COMMENT ON COLUMN api_keys.key_hash IS 'bcrypt hash of the API key''s secret part';
COMMENT ON COLUMN api_keys.role IS 'User role: admin (full access), viewer (read-only)';
COMMENT ON COLUMN api_keys.revoked_at IS 'Timestamp when key was revoked';

CREATE FUNCTION update_updated_at_column() RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = NOW();
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER update_countries_updated_at
    BEFORE UPDATE ON countries
    FOR EACH ROW
    EXECUTE FUNCTION update_updated_at_column();

INSERT INTO countries (code, name, source_url, attribution) VALUES
('US', 'United States', 'https://www.ssa.gov/oact/babynames/', 'Social Security Administration'),
('GB', 'United Kingdom', 'https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/livebirths', 'Office for National Statistics'),
('CA', 'Canada', 'https://www.statcan.gc.ca/', 'Statistics Canada'),
('AU', 'Australia', 'https://www.abs.gov.au/', 'Australian Bureau of Statistics');

-- The parts that publishers count: ISO 3166-2, and GB-EAW, by which ISO lists England and Wales together.
INSERT INTO areas (country_id, code, name, counts_towards_total)
SELECT c.id, a.code, a.name, a.counts
FROM (VALUES
    ('GB-EAW', 'England and Wales', TRUE),
    ('GB-NIR', 'Northern Ireland', TRUE),
    ('GB-SCT', 'Scotland', TRUE),
    ('GB-ENG', 'England', FALSE),
    ('GB-WLS', 'Wales', FALSE),
    ('AU-ACT', 'Australian Capital Territory', TRUE),
    ('AU-NSW', 'New South Wales', TRUE),
    ('AU-NT', 'Northern Territory', TRUE),
    ('AU-QLD', 'Queensland', TRUE),
    ('AU-SA', 'South Australia', TRUE),
    ('AU-TAS', 'Tasmania', TRUE),
    ('AU-VIC', 'Victoria', TRUE),
    ('AU-WA', 'Western Australia', TRUE),
    ('CA-AB', 'Alberta', TRUE),
    ('CA-BC', 'British Columbia', TRUE),
    ('CA-MB', 'Manitoba', TRUE),
    ('CA-NB', 'New Brunswick', TRUE),
    ('CA-NL', 'Newfoundland and Labrador', TRUE),
    ('CA-NS', 'Nova Scotia', TRUE),
    ('CA-NT', 'Northwest Territories', TRUE),
    ('CA-NU', 'Nunavut', TRUE),
    ('CA-ON', 'Ontario', TRUE),
    ('CA-PE', 'Prince Edward Island', TRUE),
    ('CA-QC', 'Quebec', TRUE),
    ('CA-SK', 'Saskatchewan', TRUE),
    ('CA-YT', 'Yukon', TRUE),
    ('US-AK', 'Alaska', FALSE),
    ('US-AL', 'Alabama', FALSE),
    ('US-AR', 'Arkansas', FALSE),
    ('US-AS', 'American Samoa', FALSE),
    ('US-AZ', 'Arizona', FALSE),
    ('US-CA', 'California', FALSE),
    ('US-CO', 'Colorado', FALSE),
    ('US-CT', 'Connecticut', FALSE),
    ('US-DC', 'District of Columbia', FALSE),
    ('US-DE', 'Delaware', FALSE),
    ('US-FL', 'Florida', FALSE),
    ('US-GA', 'Georgia', FALSE),
    ('US-GU', 'Guam', FALSE),
    ('US-HI', 'Hawaii', FALSE),
    ('US-IA', 'Iowa', FALSE),
    ('US-ID', 'Idaho', FALSE),
    ('US-IL', 'Illinois', FALSE),
    ('US-IN', 'Indiana', FALSE),
    ('US-KS', 'Kansas', FALSE),
    ('US-KY', 'Kentucky', FALSE),
    ('US-LA', 'Louisiana', FALSE),
    ('US-MA', 'Massachusetts', FALSE),
    ('US-MD', 'Maryland', FALSE),
    ('US-ME', 'Maine', FALSE),
    ('US-MI', 'Michigan', FALSE),
    ('US-MN', 'Minnesota', FALSE),
    ('US-MO', 'Missouri', FALSE),
    ('US-MP', 'Northern Mariana Islands', FALSE),
    ('US-MS', 'Mississippi', FALSE),
    ('US-MT', 'Montana', FALSE),
    ('US-NC', 'North Carolina', FALSE),
    ('US-ND', 'North Dakota', FALSE),
    ('US-NE', 'Nebraska', FALSE),
    ('US-NH', 'New Hampshire', FALSE),
    ('US-NJ', 'New Jersey', FALSE),
    ('US-NM', 'New Mexico', FALSE),
    ('US-NV', 'Nevada', FALSE),
    ('US-NY', 'New York', FALSE),
    ('US-OH', 'Ohio', FALSE),
    ('US-OK', 'Oklahoma', FALSE),
    ('US-OR', 'Oregon', FALSE),
    ('US-PA', 'Pennsylvania', FALSE),
    ('US-PR', 'Puerto Rico', FALSE),
    ('US-RI', 'Rhode Island', FALSE),
    ('US-SC', 'South Carolina', FALSE),
    ('US-SD', 'South Dakota', FALSE),
    ('US-TN', 'Tennessee', FALSE),
    ('US-TX', 'Texas', FALSE),
    ('US-UT', 'Utah', FALSE),
    ('US-VA', 'Virginia', FALSE),
    ('US-VI', 'United States Virgin Islands', FALSE),
    ('US-VT', 'Vermont', FALSE),
    ('US-WA', 'Washington', FALSE),
    ('US-WI', 'Wisconsin', FALSE),
    ('US-WV', 'West Virginia', FALSE),
    ('US-WY', 'Wyoming', FALSE)
) AS a(code, name, counts) JOIN countries c ON c.code = LEFT(a.code, 2);
