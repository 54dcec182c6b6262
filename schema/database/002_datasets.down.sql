DROP FUNCTION end_staged_load(UUID, UUID);
DROP FUNCTION begin_staged_load();
DROP FUNCTION end_first_load();
DROP FUNCTION begin_first_load();
DROP TABLE dataset_slices;
DROP TRIGGER check_datasets_status_step ON datasets;
DROP TRIGGER check_datasets_new_status ON datasets;
DROP FUNCTION check_dataset_status_step();
