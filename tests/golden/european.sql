-- The table after the cleaning steps, as one query for DuckDB 1.4; made by Tabwise.
-- DuckDB does not read the encoding cp1252 by itself.
-- Write its cells as CSV first: tabwise convert preise.csv.gz --to csv --raw
-- Then run this where that CSV lies: duckdb < clean.sql
WITH
-- Every cell as text, with the number of its row, which keeps the order.
cells AS (
    SELECT row_number() OVER () - 1 AS rid, *
    FROM
        read_csv(
            'preise.csv',
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
        list_transform(
            [
                regexp_extract(
                    price,
                    '^(?:[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*()[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*([-+]?)[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*(?:EUR|€)?[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*([-+]?)[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*([0-9]{1,3}(?:[\.][0-9]{3})+|[0-9]*)(,[0-9]*|)([eE][-+]?[0-9]+|)[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*(?:EUR|€)?[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*()[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*()[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*)$',
                    ['o', 's', 't', 'w', 'f', 'e', 'r', 'c']
                )
            ],
            lambda x: CASE
                WHEN length(x.w) + length(x.f) > least(length(x.f), 1)
                    AND length(x.o) = length(x.c)
                    AND length(x.o || x.s || x.t || x.r) <= 1
                    AND isfinite(
                        TRY_CAST(
                            '0' || regexp_replace(x.w, '[\.]', '', 'g')
                                || '.' || substr(x.f, 2) || x.e AS DOUBLE
                        )
                    )
                    THEN CASE
                        WHEN regexp_matches(x.o || x.s || x.t || x.r, '[-−(]')
                            THEN -(
                                TRY_CAST(
                                    '0' || regexp_replace(x.w, '[\.]', '', 'g')
                                        || '.' || substr(x.f, 2) || x.e AS DOUBLE
                                )
                            )
                        ELSE TRY_CAST(
                            '0' || regexp_replace(x.w, '[\.]', '', 'g')
                                || '.' || substr(x.f, 2) || x.e AS DOUBLE
                        )
                    END
            END
        )[1] AS price,
        list_transform(
            [
                regexp_extract(
                    share,
                    '^(?:[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*()[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*([-+]?)[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*()([0-9]*)(,[0-9]*|)([eE][-+]?[0-9]+|)[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*%[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*()[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*()[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*)$',
                    ['o', 's', 't', 'w', 'f', 'e', 'r', 'c']
                )
            ],
            lambda x: CASE
                WHEN length(x.w) + length(x.f) > least(length(x.f), 1)
                    AND length(x.o) = length(x.c)
                    AND length(x.o || x.s || x.t || x.r) <= 1
                    AND isfinite(TRY_CAST('0' || x.w || '.' || substr(x.f, 2) || x.e AS DOUBLE))
                    THEN CASE
                        WHEN regexp_matches(x.o || x.s || x.t || x.r, '[-−(]')
                            THEN -(
                                TRY_CAST(
                                    '0' || x.w || '.' || substr(x.f, 2) || x.e AS DOUBLE
                                ) / 100
                            )
                        ELSE TRY_CAST(
                            '0' || x.w || '.' || substr(x.f, 2) || x.e AS DOUBLE
                        ) / 100
                    END
            END
        )[1] AS share,
        list_transform(
            [
                regexp_extract(
                    day,
                    '^(?:[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*(0?[1-9]|[12][0-9]|3[01])\.(0?[1-9]|1[0-2])\.([0-9]{4})[ \t\n\x0B\f\r\x{a0}\x{2009}\x{202f}]*)$',
                    ['day', 'month', 'year']
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
