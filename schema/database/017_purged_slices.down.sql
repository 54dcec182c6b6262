DELETE FROM dataset_slices WHERE purged_at IS NOT NULL;
ALTER TABLE dataset_slices DROP CONSTRAINT chk_purged_is_hidden, DROP COLUMN purged_at;
