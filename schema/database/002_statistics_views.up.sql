-- What readers ask for, worked out once per change of the data instead of once per question.
-- Beyond the design: the country's code, the rank and the share stand in the row, so that no reader needs a join
-- or a window function; each view has the unique index that REFRESH ... CONCURRENTLY needs.

-- total_count    births with this spelling, over every live row whatever its dataset
-- dataset_count  datasets that the births come from; COUNT(*) is that number while uq_names_dataset_year_name_gender
--                holds, and spares the sort of COUNT(DISTINCT dataset_id)
-- rank           RANK() by births within country, year and gender: ties share a rank, the next one jumps
-- year_total     births published for that country, year and gender (not all births: small counts are withheld)
-- share          100 * total_count / year_total, percent, two decimals, halves up; in whole numbers, which costs a
--                third of a numeric division over 2 million rows
-- The windows name the year first: sorting compares it faster than a country that is the same in most rows.
CREATE MATERIALIZED VIEW name_statistics AS
SELECT
    s.country_id,
    c.code AS country_code,
    s.year,
    s.gender,
    s.name,
    s.total_count,
    s.dataset_count,
    s.rank,
    s.year_total,
    (((20000 * s.total_count + s.year_total) / (2 * s.year_total)) * 0.01)::NUMERIC(5, 2) AS share
FROM (
    SELECT
        country_id,
        year,
        gender,
        name,
        SUM(count)::BIGINT AS total_count,
        COUNT(*)::INTEGER AS dataset_count,
        RANK() OVER (PARTITION BY year, gender, country_id ORDER BY SUM(count) DESC)::INTEGER AS rank,
        (SUM(SUM(count)) OVER (PARTITION BY year, gender, country_id))::BIGINT AS year_total
    FROM names
    WHERE deleted_at IS NULL
    GROUP BY country_id, year, gender, name
) s
JOIN countries c ON c.id = s.country_id;

-- The key, and the order of default pages, cursors and the whole feed. One code is one country_id, so this is the
-- unique index of the concurrent refresh as well; a second one by country_id would only make each refresh longer.
CREATE UNIQUE INDEX uq_name_stats ON name_statistics(country_code, year, gender, name);
CREATE INDEX idx_name_stats_country_year ON name_statistics(country_id, year);
CREATE INDEX idx_name_stats_name ON name_statistics(name);
-- Top names of a country, year and gender without a sort. The three are always given, so the year may stand first,
-- where it makes the build a third faster.
CREATE INDEX idx_name_stats_top ON name_statistics(year, gender, country_code, total_count DESC, name);

COMMENT ON MATERIALIZED VIEW name_statistics IS 'Births, rank and share per country, year, gender and name';

-- Names with fewer than 100 births in a country are left out: their probability would be noise.
-- The two probabilities are percentages that add up: rounded apart they could make 100.01.
CREATE MATERIALIZED VIEW gender_probabilities AS
SELECT
    p.name,
    p.country_id,
    c.code AS country_code,
    p.male_count,
    p.female_count,
    p.total_count,
    p.male_probability,
    (100 - p.male_probability)::NUMERIC(5, 2) AS female_probability
FROM (
    SELECT
        name,
        country_id,
        COALESCE(SUM(count) FILTER (WHERE gender = 'M'), 0)::BIGINT AS male_count,
        COALESCE(SUM(count) FILTER (WHERE gender = 'F'), 0)::BIGINT AS female_count,
        SUM(count)::BIGINT AS total_count,
        ROUND(100.0 * COALESCE(SUM(count) FILTER (WHERE gender = 'M'), 0) / SUM(count), 2)::NUMERIC(5, 2)
            AS male_probability
    FROM names
    WHERE deleted_at IS NULL
    GROUP BY name, country_id
    HAVING SUM(count) >= 100
) p
JOIN countries c ON c.id = p.country_id;

CREATE UNIQUE INDEX uq_gender_prob ON gender_probabilities(country_code, name);
CREATE INDEX idx_gender_prob_name ON gender_probabilities(name);
CREATE INDEX idx_gender_prob_country ON gender_probabilities(country_id);

COMMENT ON MATERIALIZED VIEW gender_probabilities IS 'Probability of each gender per country and name, percent, over all years';
