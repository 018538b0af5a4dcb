-- The table after the cleaning steps, as one query for DuckDB 1.4; made by Tabwise.
-- Run it where the file lies: duckdb < clean.sql
WITH
-- Every cell as text, with the number of its row, which keeps the order.
cells AS (
    SELECT row_number() OVER () - 1 AS rid, *
    FROM
        read_csv(
            'data.csv',
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            nullstr = [''],
            columns = {
                'patient': 'VARCHAR',
                'day': 'VARCHAR',
                'ward': 'VARCHAR',
                'pulse_before': 'VARCHAR',
                'pulse_after': 'VARCHAR',
                'well': 'VARCHAR'
            }
        )
),
-- Numbers and dates; what means missing or does not fit is NULL.
typed AS (
    SELECT
        rid,
        patient,
        day,
        ward,
        CASE
            WHEN isfinite(TRY_CAST(pulse_before AS DOUBLE))
                AND NOT contains(pulse_before, '_')
                THEN TRY_CAST(pulse_before AS DOUBLE)
        END AS pulse_before,
        CASE
            WHEN isfinite(TRY_CAST(pulse_after AS DOUBLE))
                AND NOT contains(pulse_after, '_')
                THEN TRY_CAST(pulse_after AS DOUBLE)
        END AS pulse_after,
        well
    FROM cells
),
-- 1. Sort by patient, day: ascending, descending
-- Puts the rows in the order of columns; rows that are equal in them stay in the order they had.
sort_rows AS (
    SELECT
        row_number() OVER (
            ORDER BY patient ASC NULLS LAST,
            day DESC NULLS LAST,
            src
        ) - 1 AS rid,
        src,
        patient,
        day,
        ward,
        pulse_before,
        pulse_after,
        well
    FROM
        (
            SELECT rid AS src, patient, day, ward, pulse_before, pulse_after, well FROM typed
        ) AS was
)
SELECT
    patient,
    day,
    ward,
    pulse_before AS "pulse before",
    pulse_after AS "pulse after",
    well
FROM sort_rows
ORDER BY rid;

-- 2. Sample rows: keep 90 %
-- Not in SQL: its rows are drawn by NumPy’s random numbers. It is in train.py.
-- 3. Stack pulse before, pulse after: 2 rows for each, as when and pulse
-- Not in SQL: it comes after a step that is not.
-- 4. Spread when by patient, day, ward and 1 more: 2 new columns
-- Not in SQL: it comes after a step that is not.
-- 5. Group by patient: mode of ward, mean of pulse_pulse before, std of pulse_pulse before and 2 more
-- Not in SQL: it comes after a step that is not.
-- 6. Impute pulse_pulse before_mean, pulse_pulse before_std, pulse_pulse after: mean
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 7. One-hot encode ward: a column for each level
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
