-- A slice whose rows were purged is kept, so that it is known whether its dataset is to serve it again: only then the file is read.
ALTER TABLE dataset_slices
    ADD COLUMN purged_at TIMESTAMPTZ,
    ADD CONSTRAINT chk_purged_is_hidden CHECK (purged_at IS NULL OR hidden_at IS NOT NULL);
COMMENT ON COLUMN dataset_slices.purged_at IS 'Since when the rows of this hidden slice are gone; its dataset is read again when it is to serve';
