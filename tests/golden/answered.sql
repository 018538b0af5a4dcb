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
                'town': 'VARCHAR',
                'note': 'VARCHAR',
                'seen': 'VARCHAR',
                'age': 'VARCHAR',
                'income': 'VARCHAR',
                'y': 'VARCHAR'
            }
        )
),
-- Numbers and dates; what means missing or does not fit is NULL.
typed AS (
    SELECT
        rid,
        town,
        note,
        seen,
        CASE
            WHEN isfinite(TRY_CAST(age AS DOUBLE))
                AND NOT contains(age, '_')
                THEN TRY_CAST(age AS DOUBLE)
        END AS age,
        CASE
            WHEN isfinite(TRY_CAST(income AS DOUBLE))
                AND NOT contains(income, '_')
                THEN TRY_CAST(income AS DOUBLE)
        END AS income,
        y
    FROM cells
),
-- 1. Trim town: single spaces within
-- Takes away white space around texts; a cell of white space only becomes missing.
trim_text AS (
    SELECT
        * REPLACE (
            nullif(
                trim(
                    regexp_replace(
                        town,
                        (
                            '[' || chr(9) || chr(10) || chr(11) || chr(12)
                                || chr(13) || ' ' || chr(133) || chr(160)
                                || chr(5760) || chr(8192) || chr(8193)
                                || chr(8194) || chr(8195) || chr(8196)
                                || chr(8197) || chr(8198) || chr(8199)
                                || chr(8200) || chr(8201) || chr(8202)
                                || chr(8232) || chr(8233) || chr(8239)
                                || chr(8287) || chr(12288) || chr(65279) || ']+'
                        ),
                        ' ',
                        'g'
                    ),
                    ' '
                ),
                ''
            ) AS town
        )
    FROM typed
),
-- 2. Trim note: at both ends
-- Takes away white space around texts; a cell of white space only becomes missing.
trim_text_2 AS (
    SELECT
        * REPLACE (
            nullif(
                trim(
                    note,
                    (
                        chr(9) || chr(10) || chr(11) || chr(12)
                            || chr(13) || ' ' || chr(133) || chr(160)
                            || chr(5760) || chr(8192) || chr(8193)
                            || chr(8194) || chr(8195) || chr(8196)
                            || chr(8197) || chr(8198) || chr(8199)
                            || chr(8200) || chr(8201) || chr(8202)
                            || chr(8232) || chr(8233) || chr(8239)
                            || chr(8287) || chr(12288) || chr(65279)
                    )
                ),
                ''
            ) AS note
        )
    FROM trim_text
),
-- 3. Replace in town: “OSLO” by “Oslo”, “L'AQUILA "centro"” by “L'Aquila” and 1 more
-- Writes another text in place of some, such as one spelling for all spellings of a name.
replace_values AS (
    SELECT
        * REPLACE (
            CASE
                town
                WHEN 'OSLO' THEN 'Oslo'
                WHEN 'L''AQUILA "centro"' THEN 'L''Aquila'
                WHEN 'Tromsö' THEN 'Tromsö'
                ELSE town
            END AS town
        )
    FROM trim_text_2
),
-- 4. Mark missing in seen, age: “1900-01-01”, “0”, “-1” and 1 more
-- Takes some values of a column for missing, such as a 0 or 999 that stands for no answer.
mark_missing AS (
    SELECT
        * REPLACE (
            CASE WHEN NOT (seen IN ('1900-01-01', '0', '-1', 'inf')) THEN seen END AS seen,
            CASE
                WHEN NOT (age IN (0::DOUBLE, CAST('-1' AS DOUBLE), CAST('Infinity' AS DOUBLE)))
                    THEN age
            END AS age
        )
    FROM replace_values
),
-- 5. Drop seen: 1 column
-- Leaves out columns that a model should not see.
drop_columns AS (
    SELECT * EXCLUDE (seen) FROM mark_missing
)
SELECT
    town,
    note,
    age,
    income,
    y
FROM drop_columns
ORDER BY rid;

-- 6. Clip age, income: at 1.5 interquartile ranges
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 7. Impute age, income: median
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 8. Impute town, note: most frequent
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 9. One-hot encode town, note: levels under 10 rows together
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 10. Transform income: Yeo-Johnson, standardised
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
