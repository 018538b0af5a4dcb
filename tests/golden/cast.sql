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
                'age': 'VARCHAR',
                'income': 'VARCHAR',
                'code': 'VARCHAR',
                'member': 'VARCHAR',
                'note': 'VARCHAR',
                'grade': 'VARCHAR'
            }
        )
),
-- Numbers and dates; what means missing or does not fit is NULL.
typed AS (
    SELECT
        rid,
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
        code,
        member,
        note,
        CASE
            WHEN isfinite(TRY_CAST(grade AS DOUBLE))
                AND NOT contains(grade, '_')
                THEN TRY_CAST(grade AS DOUBLE)
        END AS grade
    FROM cells
),
-- 1. Cast code: to number
-- Reads values as another type; what does not fit becomes missing and is counted.
cast_ AS (
    SELECT
        * REPLACE (
            CASE
                WHEN regexp_full_match(
                    code,
                    '[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*'
                )
                    THEN nullif(
                        nullif(
                            TRY_CAST(
                                trim(
                                    code,
                                    (' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))
                                ) AS DOUBLE
                            ),
                            'Infinity'::DOUBLE
                        ),
                        '-Infinity'::DOUBLE
                    )
            END AS code
        )
    FROM typed
),
-- 2. Cast note: to integer
-- Reads values as another type; what does not fit becomes missing and is counted.
cast__2 AS (
    SELECT
        * REPLACE (
            CASE
                WHEN CASE WHEN regexp_full_match(note, '[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*') THEN nullif(nullif(TRY_CAST(trim(note, (' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))) AS DOUBLE), 'Infinity'::DOUBLE), '-Infinity'::DOUBLE) END = trunc(
                    CASE
                        WHEN regexp_full_match(
                            note,
                            '[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*'
                        )
                            THEN nullif(
                                nullif(
                                    TRY_CAST(
                                        trim(
                                            note,
                                            (
                                                ' ' || chr(9) || chr(10) || chr(11) || chr(12)
                                                    || chr(13)
                                            )
                                        ) AS DOUBLE
                                    ),
                                    'Infinity'::DOUBLE
                                ),
                                '-Infinity'::DOUBLE
                            )
                    END
                )
                    THEN CASE
                        WHEN regexp_full_match(
                            note,
                            '[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*'
                        )
                            THEN nullif(
                                nullif(
                                    TRY_CAST(
                                        trim(
                                            note,
                                            (
                                                ' ' || chr(9) || chr(10) || chr(11) || chr(12)
                                                    || chr(13)
                                            )
                                        ) AS DOUBLE
                                    ),
                                    'Infinity'::DOUBLE
                                ),
                                '-Infinity'::DOUBLE
                            )
                    END
            END AS note
        )
    FROM cast_
),
-- 3. Cast age: to category
-- Reads values as another type; what does not fit becomes missing and is counted.
cast__3 AS (
    SELECT
        * REPLACE (
            CASE
                WHEN age = trunc(age)
                    AND abs(age) < 9007199254740992
                    THEN CAST(TRY_CAST(age AS BIGINT) AS VARCHAR)
                ELSE CAST(age AS VARCHAR)
            END AS age
        )
    FROM cast__2
),
-- 4. Cast member, grade: to boolean
-- Reads values as another type; what does not fit becomes missing and is counted.
cast__4 AS (
    SELECT
        * REPLACE (
            CASE
                WHEN lower(
                    trim(member, (' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)))
                ) IN ('true', 't', 'yes', 'y', 'on', '1', '1.0')
                    THEN 'true'
                WHEN lower(
                    trim(member, (' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)))
                ) IN ('false', 'f', 'no', 'n', 'off', '0', '0.0')
                    THEN 'false'
            END AS member,
            CASE WHEN grade = 1 THEN 'true' WHEN grade = 0 THEN 'false' END AS grade
        )
    FROM cast__3
)
SELECT
    age,
    income,
    code,
    member,
    note,
    grade
FROM cast__4
ORDER BY rid;

-- 5. Impute income, code, note: constant
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 6. One-hot encode age, member: levels under 3 rows together
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
