-- The two views of the original design.
CREATE MATERIALIZED VIEW name_statistics AS
SELECT country_id, year, gender, name, SUM(count) AS total_count, COUNT(DISTINCT dataset_id) AS dataset_count
FROM names
WHERE deleted_at IS NULL
GROUP BY country_id, year, gender, name;
CREATE INDEX idx_name_stats_country_year ON name_statistics(country_id, year);
CREATE INDEX idx_name_stats_name ON name_statistics(name);

CREATE MATERIALIZED VIEW gender_probabilities AS
SELECT
    name,
    country_id,
    SUM(CASE WHEN gender = 'M' THEN count ELSE 0 END) AS male_count,
    SUM(CASE WHEN gender = 'F' THEN count ELSE 0 END) AS female_count,
    SUM(count) AS total_count,
    ROUND(SUM(CASE WHEN gender = 'M' THEN count ELSE 0 END)::NUMERIC / NULLIF(SUM(count), 0) * 100, 2) AS male_probability,
    ROUND(SUM(CASE WHEN gender = 'F' THEN count ELSE 0 END)::NUMERIC / NULLIF(SUM(count), 0) * 100, 2) AS female_probability
FROM names
WHERE deleted_at IS NULL
GROUP BY name, country_id
HAVING SUM(count) >= 100;
CREATE INDEX idx_gender_prob_name ON gender_probabilities(name);
CREATE INDEX idx_gender_prob_country ON gender_probabilities(country_id);
