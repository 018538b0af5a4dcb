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
                'day': 'VARCHAR',
                'shop': 'VARCHAR',
                'heat': 'VARCHAR',
                'sales': 'VARCHAR'
            }
        )
),
-- Numbers and dates; what means missing or does not fit is NULL.
typed AS (
    SELECT
        rid,
        day,
        shop,
        CASE
            WHEN isfinite(TRY_CAST(heat AS DOUBLE))
                AND NOT contains(heat, '_')
                THEN TRY_CAST(heat AS DOUBLE)
        END AS heat,
        CASE
            WHEN isfinite(TRY_CAST(sales AS DOUBLE))
                AND NOT contains(sales, '_')
                THEN TRY_CAST(sales AS DOUBLE)
        END AS sales
    FROM cells
),
-- 1. Add past values of sales: lag by 1, 7 rows before, in order of day
-- Adds lags, changes and figures of moving windows from the rows before each row in order of time; neither the row itself nor any later row is read, so the target may be a column too.
past_rows AS (
    SELECT
        *,
        CASE
            WHEN day IS NULL THEN NULL
            ELSE lag(sales, 1) OVER (PARTITION BY day IS NULL, shop ORDER BY day, rid)
        END AS sales_lag_1,
        CASE
            WHEN day IS NULL THEN NULL
            ELSE lag(sales, 7) OVER (PARTITION BY day IS NULL, shop ORDER BY day, rid)
        END AS sales_lag_7
    FROM typed
    ORDER BY rid
)
SELECT
    day,
    shop,
    heat,
    sales,
    sales_lag_1,
    sales_lag_7
FROM past_rows
ORDER BY rid;

-- 2. Impute heat, sales_lag_1, sales_lag_7: median
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 3. Add figures of groups of heat, shop: distance from the mean of each number by each category
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 4. One-hot encode shop: a column for each level
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 5. Drop the weakest of heat, sales_lag_1, sales_lag_7 and 1 more while the score holds: in 4 folds, by a linear model
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
