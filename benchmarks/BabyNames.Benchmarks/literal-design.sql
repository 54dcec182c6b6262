-- The baseline: the design's tables for loading, indexes and foreign keys as first written down, before any mend.
CREATE TABLE countries (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    code VARCHAR(2) NOT NULL UNIQUE
);
CREATE TABLE datasets (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    country_id UUID NOT NULL REFERENCES countries(id) ON DELETE RESTRICT
);
CREATE TABLE names (
    id BIGSERIAL PRIMARY KEY,
    dataset_id UUID NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    country_id UUID NOT NULL REFERENCES countries(id) ON DELETE RESTRICT,
    year INTEGER NOT NULL,
    name VARCHAR(100) NOT NULL,
    gender CHAR(1) NOT NULL,
    count INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    deleted_at TIMESTAMPTZ,

    CONSTRAINT chk_year CHECK (year BETWEEN 1800 AND 2100),
    CONSTRAINT chk_gender CHECK (gender IN ('M', 'F')),
    CONSTRAINT chk_count CHECK (count > 0),
    CONSTRAINT chk_name_length CHECK (LENGTH(name) > 0 AND LENGTH(name) <= 100),
    CONSTRAINT uq_names_dataset_year_name_gender UNIQUE (dataset_id, year, name, gender)
);
CREATE INDEX idx_names_country_year_gender ON names(country_id, year, gender) WHERE deleted_at IS NULL;
CREATE INDEX idx_names_name_country ON names(name, country_id) WHERE deleted_at IS NULL;
CREATE INDEX idx_names_dataset_id ON names(dataset_id);
CREATE INDEX idx_names_deleted_at ON names(deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX idx_names_country_year_count ON names(country_id, year, count DESC) WHERE deleted_at IS NULL;
CREATE INDEX idx_names_name_year_gender ON names(name, year, gender, country_id) WHERE deleted_at IS NULL;

INSERT INTO countries (id, code) VALUES ('00000000-0000-0000-0000-000000000001', 'US');
INSERT INTO datasets (id, country_id) VALUES ('00000000-0000-0000-0000-0000000000d1', '00000000-0000-0000-0000-000000000001');
