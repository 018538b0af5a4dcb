-- The table after the cleaning steps, as one query for DuckDB 1.4; made by Tabwise.
-- Rows of the file were left out or repaired here, which DuckDB would read otherwise or refuse.
-- Write its cells as CSV first: tabwise convert data.csv --to csv --raw
-- Then run this where that CSV lies: duckdb < clean.sql
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
            columns = {'x_': 'VARCHAR', 'x_2': 'VARCHAR', 'column_3': 'VARCHAR', 'y': 'VARCHAR'}
        )
),
-- Numbers and dates; what means missing or does not fit is NULL. Rows that did not fit are not in it.
typed AS (
    SELECT
        rid,
        CASE
            WHEN isfinite(TRY_CAST(x_ AS DOUBLE))
                AND NOT contains(x_, '_')
                THEN TRY_CAST(x_ AS DOUBLE)
        END AS x_,
        CASE
            WHEN isfinite(TRY_CAST(x_2 AS DOUBLE))
                AND NOT contains(x_2, '_')
                THEN TRY_CAST(x_2 AS DOUBLE)
        END AS x_2,
        column_3,
        CASE
            WHEN isfinite(TRY_CAST(y AS DOUBLE))
                AND NOT contains(y, '_')
                THEN TRY_CAST(y AS DOUBLE)
        END AS y
    FROM cells
),
-- 1. Drop duplicate rows: keep the first
-- Keeps one of each group of equal rows; two missing values count as equal.
drop_duplicates AS (
    SELECT *
    FROM typed
    QUALIFY row_number() OVER (PARTITION BY x_, x_2, column_3, y ORDER BY rid) = 1
)
SELECT
    x_ AS "x",
    x_2,
    column_3,
    y
FROM drop_duplicates
ORDER BY rid;

-- 2. Scale x: to 0 … 1
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
