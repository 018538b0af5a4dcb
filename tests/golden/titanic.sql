-- The table after the cleaning steps, as one query for DuckDB 1.4; made by Tabwise.
-- Run it where the file lies: duckdb < clean.sql
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
-- 2. Drop duplicate rows: keep the first
-- Keeps one of each group of equal rows; two missing values count as equal.
drop_duplicates AS (
    SELECT *
    FROM drop_columns
    QUALIFY
        row_number() OVER (
            PARTITION BY passenger_id,
            survived,
            pclass,
            sex,
            age,
            sib_sp,
            parch,
            fare,
            embarked ORDER BY rid
        ) = 1
)
SELECT
    passenger_id AS "PassengerId",
    survived AS "Survived",
    pclass AS "Pclass",
    sex AS "Sex",
    age AS "Age",
    sib_sp AS "SibSp",
    parch AS "Parch",
    fare AS "Fare",
    embarked AS "Embarked"
FROM drop_duplicates
ORDER BY rid;

-- 3. Impute Age: median, marked
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 4. Impute Embarked: most frequent
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 5. One-hot encode Sex, Embarked: a column for each level
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 6. Standardise Pclass, Age, SibSp and 2 more: mean 0, standard deviation 1
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
