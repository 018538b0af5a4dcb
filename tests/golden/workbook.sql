-- The table after the cleaning steps, as one query for DuckDB 1.4; made by Tabwise.
-- The file is no CSV (sheet), and DuckDB would type its cells in its own way.
-- Write its cells as CSV first: tabwise convert prices.xlsx --to csv --raw
-- Then run this where that CSV lies: duckdb < clean.sql
WITH
-- Every cell as text, with the number of its row, which keeps the order.
cells AS (
    SELECT row_number() OVER () - 1 AS rid, *
    FROM
        read_csv(
            'prices.csv',
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            nullstr = [''],
            columns = {
                'price': 'VARCHAR',
                'share': 'VARCHAR',
                'day': 'VARCHAR',
                'size': 'VARCHAR',
                'answer': 'VARCHAR'
            }
        )
),
-- Numbers and dates; what means missing or does not fit is NULL.
typed AS (
    SELECT
        rid,
        CASE
            WHEN isfinite(TRY_CAST(price AS DOUBLE))
                AND NOT contains(price, '_')
                THEN TRY_CAST(price AS DOUBLE)
        END AS price,
        CASE
            WHEN isfinite(TRY_CAST(share AS DOUBLE))
                AND NOT contains(share, '_')
                THEN TRY_CAST(share AS DOUBLE)
        END AS share,
        list_transform(
            [
                regexp_extract(
                    day,
                    '^(?:[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*([0-9]{4})\-(0?[1-9]|1[0-2])\-(0?[1-9]|[12][0-9]|3[01])[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*)$',
                    ['year', 'month', 'day']
                )
            ],
            lambda x: CASE
                WHEN length(x.year) > 0
                    AND x.year <> '0000'
                    AND TRY_CAST(
                        x.year || '-' || lpad(x.month, 2, '0') || '-'
                            || lpad(x.day, 2, '0') AS DATE
                    ) IS NOT NULL
                    THEN x.year || '-' || lpad(x.month, 2, '0')
                    || '-' || lpad(x.day, 2, '0')
            END
        )[1] AS day,
        size,
        answer
    FROM cells
),
-- 1. Drop day: 1 column
-- Leaves out columns that a model should not see.
drop_columns AS (
    SELECT * EXCLUDE (day) FROM typed
)
SELECT
    price,
    share,
    size,
    answer
FROM drop_columns
ORDER BY rid;

-- 2. Impute price, share: mean
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
-- 3. One-hot encode size: a column for each level
-- Not in SQL: it learns from the training rows only, and a query of all rows would let test rows in. It is in train.py, and as trained in model.mjs and model.onnx.
