-- The model as it was trained in the browser, as one query for DuckDB 1.4; made by Tabwise.
-- Run it where the file lies: duckdb < predict.sql
WITH
-- Every cell as text, with the number of its row, which keeps the order.
cells AS (
    SELECT row_number() OVER () - 1 AS rid, *
    FROM
        read_csv(
            'titanic_train.csv',
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            nullstr = ['', 'NA'],
            columns = {
                'passenger_id': 'VARCHAR',
                'survived': 'VARCHAR',
                'pclass': 'VARCHAR',
                'name': 'VARCHAR',
                'sex': 'VARCHAR',
                'age': 'VARCHAR',
                'sib_sp': 'VARCHAR',
                'parch': 'VARCHAR',
                'ticket': 'VARCHAR',
                'fare': 'VARCHAR',
                'cabin': 'VARCHAR',
                'embarked': 'VARCHAR'
            }
        )
),
-- Numbers and dates; what means missing or does not fit is NULL.
typed AS (
    SELECT
        rid,
        CASE
            WHEN isfinite(TRY_CAST(passenger_id AS DOUBLE))
                AND NOT contains(passenger_id, '_')
                THEN TRY_CAST(passenger_id AS DOUBLE)
        END AS passenger_id,
        CASE
            WHEN isfinite(TRY_CAST(survived AS DOUBLE))
                AND NOT contains(survived, '_')
                THEN TRY_CAST(survived AS DOUBLE)
        END AS survived,
        CASE
            WHEN isfinite(TRY_CAST(pclass AS DOUBLE))
                AND NOT contains(pclass, '_')
                THEN TRY_CAST(pclass AS DOUBLE)
        END AS pclass,
        name,
        sex,
        CASE
            WHEN isfinite(TRY_CAST(age AS DOUBLE))
                AND NOT contains(age, '_')
                THEN TRY_CAST(age AS DOUBLE)
        END AS age,
        CASE
            WHEN isfinite(TRY_CAST(sib_sp AS DOUBLE))
                AND NOT contains(sib_sp, '_')
                THEN TRY_CAST(sib_sp AS DOUBLE)
        END AS sib_sp,
        CASE
            WHEN isfinite(TRY_CAST(parch AS DOUBLE))
                AND NOT contains(parch, '_')
                THEN TRY_CAST(parch AS DOUBLE)
        END AS parch,
        ticket,
        CASE
            WHEN isfinite(TRY_CAST(fare AS DOUBLE))
                AND NOT contains(fare, '_')
                THEN TRY_CAST(fare AS DOUBLE)
        END AS fare,
        cabin,
        embarked
    FROM cells
),
-- 1. Drop Name, Ticket, Cabin: 3 columns
-- Leaves out columns that a model should not see.
drop_columns AS (
    SELECT * EXCLUDE (name, ticket, cabin) FROM typed
),
-- 3. Impute Age: median, marked
-- With what it learned of the training rows.
impute AS (
    SELECT * REPLACE (coalesce(age, 28.5e0) AS age), CAST(age IS NULL AS DOUBLE) AS age_missing
    FROM drop_columns
),
-- 4. Impute Embarked: most frequent
-- With what it learned of the training rows.
one_hot AS (
    SELECT
        * EXCLUDE (sex),
        CASE WHEN sex = 'female' THEN 1e0 ELSE 0e0 END AS sex_female,
        CASE WHEN sex IS NULL THEN 1e0 ELSE 0e0 END AS it_s
    FROM impute
),
-- 5. One-hot encode Sex, Embarked: a column for each level
-- With what it learned of the training rows.
standard_scale AS (
    SELECT * REPLACE ((age - 29.75e0) / 13.0625e0 AS age) FROM one_hot
),
-- What each tree adds.
scored AS (
    SELECT
        *,
        CASE WHEN sex_female <= 0.5e0 THEN
          CASE WHEN age IS NULL OR age <= (-1.25e-7) THEN
            (-0.5e0)
          ELSE 0.125e0 END
        ELSE (-0.5e0) END AS tree_1,
        CASE WHEN fare IS NULL OR fare IS NOT NULL THEN
          0.1e0
        ELSE (-0.1e0) END AS tree_2
    FROM standard_scale
),
-- The log-odds of the second class.
scored_2 AS (
    SELECT
        *,
        0.25e0 + tree_1 + tree_2 AS score
    FROM scored
),
-- Its probability, worked out so that no power is too large.
scored_3 AS (
    SELECT
        *,
        CASE
            WHEN score >= 0 THEN 1e0 / (1e0 + exp(-score))
            ELSE exp(score) / (1e0 + exp(score))
        END AS second
    FROM scored_2
),
-- The answer for each row, and probabilities in the order of the labels.
answered AS (
    SELECT
        rid,
        CASE
            WHEN 1e0 - second IS NULL OR second IS NULL THEN NULL
            ELSE ['0', '1'][
                list_position([1e0 - second, second], list_max([1e0 - second, second]))
            ]
        END AS prediction,
        [1e0 - second, second] AS probabilities
    FROM scored_3
)
SELECT
    rid AS "row",
    prediction,
    probabilities
FROM answered
ORDER BY rid;
