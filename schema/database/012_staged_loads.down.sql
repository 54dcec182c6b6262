DROP FUNCTION end_staged_load(UUID, UUID);
DROP FUNCTION begin_staged_load();
