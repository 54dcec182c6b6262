DROP INDEX idx_dataset_slices_hidden_at;
REVOKE INSERT ON jobs FROM api_worker;
ALTER TABLE datasets
    DROP CONSTRAINT chk_file_year,
    DROP CONSTRAINT chk_file_gender,
    DROP COLUMN file_year,
    DROP COLUMN file_gender;
