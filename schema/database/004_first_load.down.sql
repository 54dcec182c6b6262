DROP FUNCTION end_first_load();
DROP FUNCTION begin_first_load();
