DROP TRIGGER record_cells_of_all_parts ON dataset_slices;
DROP FUNCTION record_cells_of_parts();
DROP VIEW areas_view;
DROP VIEW area_statistics_view;
DROP TABLE area_statistics;
