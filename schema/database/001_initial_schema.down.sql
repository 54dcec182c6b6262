-- No IF EXISTS and no CASCADE: a database that differs from what 001 made should stop here, not lose something else.
DROP TABLE api_keys;
DROP TABLE jobs;
DROP TABLE names;
DROP TABLE datasets;
DROP SEQUENCE dataset_claims;
DROP TABLE areas;
DROP TABLE countries;
DROP FUNCTION add_whole_area();
DROP FUNCTION update_updated_at_column();
