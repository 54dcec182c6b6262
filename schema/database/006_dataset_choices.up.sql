-- What the uploader said of a file because neither the file nor its name does; reprocessing needs it again.
ALTER TABLE datasets
    ADD COLUMN file_year INTEGER,
    ADD COLUMN file_gender CHAR(1),
    ADD CONSTRAINT chk_file_year CHECK (file_year BETWEEN 1800 AND 2100),
    ADD CONSTRAINT chk_file_gender CHECK (file_gender IN ('M', 'F'));
COMMENT ON COLUMN datasets.file_year IS 'Year of the file as its uploader named it; null where the file says so itself';
COMMENT ON COLUMN datasets.file_gender IS 'Sex of the file as its uploader named it; null where the file says so itself';

-- Deleting a newer dataset gives its slices back to older ones; where their rows were purged, they are read again.
GRANT INSERT ON jobs TO api_worker;

-- For the purge: hidden rows by age are found by idx_names_deleted_at, hidden slices by this.
CREATE INDEX idx_dataset_slices_hidden_at ON dataset_slices(hidden_at) WHERE hidden_at IS NOT NULL;
